import type { Place } from '../core/place.js';

/** What a node of the text is. Keys of a map are scalars in front of their values. */
export const outlineKinds = { map: 1, list: 2, plain: 3, single: 4, double: 5, block: 6, alias: 7 } as const;
type Kind = (typeof outlineKinds)[keyof typeof outlineKinds];

/**
 * Where everything stands in a text: its nodes in document order, as columns of numbers (a 13 MB contract has
 * 600,000 nodes). Offsets count UTF-16 units; `after` is the index of the next node that is not inside.
 */
export interface Outline {
  readonly text: string;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly after: Int32Array;
  /** Alias node -> the node it stands for. */
  readonly aliases: ReadonlyMap<number, number>;
  /** Text of the scalar at an index as the parser sees it when it is a key. */
  keyText(outline: Outline, index: number): string;
}

/** Collects nodes in document order. */
export class OutlineBuilder {
  readonly #kinds: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #after: number[] = [];
  readonly aliases = new Map<number, number>();

  get size(): number {
    return this.#kinds.length;
  }

  /** Adds a scalar or alias. */
  add(kind: Kind, start: number, end: number): number {
    const index = this.open(kind, start);
    this.close(index, end);
    return index;
  }

  open(kind: Kind, start: number): number {
    this.#starts.push(start);
    this.#ends.push(start);
    this.#after.push(0);
    return this.#kinds.push(kind) - 1;
  }

  close(index: number, end: number): void {
    this.#ends[index] = end;
    this.#after[index] = this.#kinds.length;
  }

  /** End of the node added last, for a parser that does not tell where a block ends. */
  lastEnd(): number {
    return this.#ends.at(-1) ?? 0;
  }

  build(text: string, keyText: Outline['keyText']): Outline {
    return {
      text,
      kinds: Uint8Array.from(this.#kinds),
      starts: Int32Array.from(this.#starts),
      ends: Int32Array.from(this.#ends),
      after: Int32Array.from(this.#after),
      aliases: this.aliases,
      keyText,
    };
  }
}

interface Member {
  readonly key: number;
  readonly value: number;
}

/** Indexes of keys that their map has already, in document order; no more than somebody would read. */
export function duplicateKeys(outline: Outline, most = 100): number[] {
  const found: number[] = [];
  for (let map = 0; map < outline.kinds.length && found.length < most; map += 1) {
    if (outline.kinds[map] !== outlineKinds.map) continue;
    const seen = new Set<string>();
    const end = outline.after[map]!;
    for (let key = map + 1; key < end; key = outline.after[outline.after[key]!]!) {
      const name = outline.keyText(outline, key);
      if (seen.has(name) && !isMerge(outline, key, name)) found.push(key);
      seen.add(name);
    }
  }
  return found.slice(0, most);
}

function isMerge(outline: Outline, key: number, name: string): boolean {
  return name === '<<' && outline.kinds[key] === outlineKinds.plain;
}

/** Finds positions in one file. What it has looked up it remembers. */
export interface Locator {
  /** Range of the node at a pointer, or of the nearest node above it that the text has. */
  locate(tokens: readonly string[], key: boolean): Place;
  /** Place of an offset of the text. */
  placeAt(start: number, end?: number): Place;
}

/** Members of a map by name. `<<` brings those of other maps; the map's own win. */
function readMembers(outline: Outline, map: number): Map<string, Member> {
  const members = new Map<string, Member>();
  const merged: number[] = [];
  const end = outline.after[map]!;
  for (let key = map + 1; key < end;) {
    const value = outline.after[key]!;
    const name = outline.keyText(outline, key);
    if (isMerge(outline, key, name)) merged.push(value);
    else members.set(name, { key, value });
    key = outline.after[value]!;
  }
  for (const source of merged)
    for (const [name, member] of mergedMembers(outline, source)) setDefault(members, name, member);
  return members;
}

function setDefault(members: Map<string, Member>, name: string, member: Member): void {
  if (!members.has(name)) members.set(name, member);
}

function mergedMembers(outline: Outline, source: number): readonly (readonly [string, Member])[] {
  const target = outline.aliases.get(source) ?? source;
  if (outline.kinds[target] === outlineKinds.map) return [...readMembers(outline, target)];
  if (outline.kinds[target] !== outlineKinds.list) return [];
  return readItems(outline, target).flatMap(({ value }) => mergedMembers(outline, value));
}

function readItems(outline: Outline, list: number): Member[] {
  const items: Member[] = [];
  const end = outline.after[list]!;
  for (let item = list + 1; item < end; item = outline.after[item]!) items.push({ key: item, value: item });
  return items;
}

/** Offsets at which lines start. */
function readLineStarts(text: string): Int32Array {
  return text.includes('\r') ? lineStartsOfAny(text) : lineStartsOfPlain(text);
}

function lineStartsOfAny(text: string): Int32Array {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return Int32Array.from(starts);
}

/** Lines that end in one character: several times faster, which is felt from some megabytes on. */
function lineStartsOfPlain(text: string): Int32Array {
  let starts = new Int32Array(1024);
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (count === starts.length) {
      const more = new Int32Array(starts.length * 2);
      more.set(starts);
      starts = more;
    }
    starts[count] = at + 1;
    count += 1;
  }
  return starts.subarray(0, count);
}

/** Index of the last number that is not above `wanted`. */
function lastNotAbove(sorted: Int32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Places in a text. Lines are counted when first asked for. */
export function placer(file: string, text: string): (start: number, end?: number) => Place {
  let lineStarts: Int32Array | undefined;
  function lineAndColumn(offset: number): [line: number, column: number] {
    lineStarts ??= readLineStarts(text);
    const line = lastNotAbove(lineStarts, offset);
    return [line + 1, offset - lineStarts[line]! + 1];
  }
  return (start, end) => {
    const [line, column] = lineAndColumn(start);
    if (end === undefined || end <= start) return { file, line, column };
    const [endLine, endColumn] = lineAndColumn(end);
    return { file, line, column, endLine, endColumn };
  };
}

/** Makes the locator of a file. */
export function makeLocator(file: string, outline: Outline): Locator {
  const placeAt = placer(file, outline.text);
  const maps = new Map<number, Map<string, Member>>();
  const lists = new Map<number, Member[]>();

  function memberOf(container: number, token: string): Member | undefined {
    if (outline.kinds[container] === outlineKinds.map) {
      let members = maps.get(container);
      if (!members) maps.set(container, (members = readMembers(outline, container)));
      return members.get(token);
    }
    if (outline.kinds[container] !== outlineKinds.list) return undefined;
    let items = lists.get(container);
    if (!items) lists.set(container, (items = readItems(outline, container)));
    return items[Number(token)];
  }

  function find(tokens: readonly string[]): Member {
    let found: Member = { key: 0, value: 0 };
    for (const token of tokens) {
      const next = memberOf(outline.aliases.get(found.value) ?? found.value, token);
      if (!next) break;
      found = next;
    }
    return found;
  }

  return {
    placeAt,
    locate(tokens, key) {
      if (outline.kinds.length === 0) return placeAt(0);
      const { key: keyIndex, value } = find(tokens);
      const index = key ? keyIndex : value;
      return placeAt(outline.starts[index]!, outline.ends[index]!);
    },
  };
}
