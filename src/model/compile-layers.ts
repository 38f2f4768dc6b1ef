import type { Layer, Placed } from './compile-context.js';
import type { RawSettings } from './policy-file.js';
import { below } from './pointer.js';
import type { NodeRef } from './types.js';

const nodes = new WeakMap<Layer, Map<keyof RawSettings, NodeRef>>();

/** Where a layer speaks of a setting: one node, however many operations it is said to. */
function nodeOf(layer: Layer, setting: keyof RawSettings): NodeRef {
  let known = nodes.get(layer);
  if (!known) nodes.set(layer, (known = new Map()));
  let node = known.get(setting);
  if (!node) known.set(setting, (node = below(layer.node, setting)));
  return node;
}

const unsaid = Object.freeze({ value: undefined, node: undefined });
const nobody: readonly never[] = Object.freeze([]);

/** The last layer's word on a setting, and where it stands. */
export function lastOf<K extends keyof RawSettings>(
  layers: readonly Layer[],
  setting: K,
): Placed<RawSettings[K] | undefined> {
  const layer = layers.findLast(({ settings }) => settings[setting] !== undefined);
  return layer ? { value: layer.settings[setting], node: nodeOf(layer, setting) } : unsaid;
}

/** The last layer's word on a setting, or the built-in value. */
export function settingOf<K extends keyof RawSettings>(
  layers: readonly Layer[],
  setting: K,
  builtIn: NonNullable<RawSettings[K]>,
): Placed<NonNullable<RawSettings[K]>> {
  const { value, node } = lastOf(layers, setting);
  return value === undefined
    ? { value: builtIn, node: undefined }
    : { value: value as NonNullable<RawSettings[K]>, node };
}

/** A layer's word on a setting. */
export interface Said<T> {
  readonly value: T;
  readonly node: NodeRef;
  readonly layer: Layer;
}

/** Every layer's word on a setting, first to last. */
export function eachOf<K extends keyof RawSettings>(
  layers: readonly Layer[],
  setting: K,
): readonly Said<NonNullable<RawSettings[K]>>[] {
  if (!layers.some(({ settings }) => settings[setting] !== undefined)) return nobody;
  return layers.flatMap((layer) => {
    const value = layer.settings[setting];
    return value === undefined
      ? []
      : [{ value: value as NonNullable<RawSettings[K]>, node: nodeOf(layer, setting), layer }];
  });
}
