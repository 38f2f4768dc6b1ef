import type { Place } from '../core/place.js';
import { escapeToken } from '../model/pointer.js';
import type { NodeRef } from '../model/types.js';

/** A node of a file that is no document of the model: the place comes with it. */
export interface PlacedNode extends NodeRef {
  readonly place: Place;
}

/** `tokens` are what a suppression names it by: `/lodash/4.17.20`. */
export function placed(place: Place, ...tokens: readonly string[]): PlacedNode {
  return { file: place.file, pointer: tokens.map((token) => `/${escapeToken(token)}`).join(''), place };
}

export function isPlaced(node: NodeRef): node is PlacedNode {
  return 'place' in node;
}
