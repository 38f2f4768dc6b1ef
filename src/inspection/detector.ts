import type { Family, Score } from '../core/inspection.js';

export type { Family, Score };

/** Where a text stands in the request. */
export const partKinds = ['path', 'query', 'header', 'cookie', 'body', 'file'] as const;
export type PartKind = (typeof partKinds)[number];

/** What a detector may know of the place of a text. */
export interface Part {
  readonly in: PartKind;
  /** The text is a name of the caller's making (of a query parameter, a JSON key), not a value. */
  readonly isName: boolean;
  /** Name of the parameter, header or property, in lower case: some attacks only make sense in some. */
  readonly name: string;
  /** The kind of its field says that it is an address. */
  readonly isAddress?: boolean;
  /** Nobody declared it, and its name is written in capitals, as settings of an environment are. */
  readonly isSetting?: boolean;
  /** Host names of this API: an address at one of them is not foreign. */
  readonly ownHosts?: ReadonlySet<string>;
}

/** One thing that a detector saw. */
export interface Hit {
  readonly score: Score;
  /** Of the first character, in the text that was given to the detector (UTF-16 units). */
  readonly offset: number;
  readonly length: number;
  /** A few words for people, without the value: `UNION SELECT after a closed string`. */
  readonly reason: string;
}

/** Looks for one family of attacks in one text. Linear in its length, whatever it holds. */
export interface Detector {
  readonly id: Family;
  readonly title: string;
  readonly cwe: readonly number[];
  /** Grows when verdicts change. */
  readonly version: number;
  /** Classes of characters (see `characters.ts`) without any of which it is not asked; 0: it is always asked. */
  readonly needs: number;
  /** The worst thing it sees, or undefined. `classes` are those of the text, or more; without them all are assumed. */
  detect(text: string, part: Part, classes?: number): Hit | undefined;
}

export function defineDetector(detector: Detector): Detector {
  return detector;
}

/** The worse of two hits, the first where they are alike. */
export function worse(a: Hit | undefined, b: Hit | undefined): Hit | undefined {
  if (!a || !b) return a ?? b;
  return b.score > a.score ? b : a;
}
