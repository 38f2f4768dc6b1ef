import { outlineKinds, type Outline } from './outline.js';

/** What one pass over a JSON text finds. */
export interface JsonScan {
  readonly outline: Outline;
  /** Offset of the first value that is nested deeper than the limit. */
  readonly tooDeepAt: number | undefined;
  /** Index of the first key that its object already has. */
  readonly duplicate: number | undefined;
}

/** Up to so many keys of an object are compared one by one. */
const fewKeys = 32;

/** Strings are looked through by hand so far; the search that is built in wins on longer ones. */
const shortString = 24;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Index after the string that starts at `start`. */
function endOfString(text: string, start: number): number {
  const near = start + shortString;
  let end = start + 1;
  for (let code = text.charCodeAt(end); code !== quote && end < near; code = text.charCodeAt(end)) {
    end += code === backslash ? 2 : 1;
  }
  if (text.charCodeAt(end) === quote && end <= near) return end + 1;
  end = text.indexOf('"', end);
  while (isEscaped(text, end, start)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number, start: number): boolean {
  let backslashes = 0;
  while (at - 1 - backslashes > start && text.charCodeAt(at - 1 - backslashes) === backslash) backslashes += 1;
  return backslashes % 2 === 1;
}

/** Name of a key as `JSON.parse` has it. */
function keyText({ text, starts, ends }: Outline, index: number): string {
  return nameIn(text, starts[index]!, ends[index]!);
}

function nameIn(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}

/** Index after a number, `true`, `false` or `null`. */
function endOfLiteral(text: string, start: number): number {
  let end = start + 1;
  for (let code = text.charCodeAt(end); end < text.length; code = text.charCodeAt(end)) {
    if (code <= 0x20 || code === comma || code === closeBracket || code === closeBrace) break;
    end += 1;
  }
  return end;
}

/**
 * Keys of the objects that are open, to find one that comes twice. The keys of an inner object stand above those of
 * the outer one and are gone when it ends, so that each object's keys lie side by side.
 */
class OpenKeys {
  readonly #text: string;
  #hashes = new Int32Array(256);
  #starts = new Int32Array(256);
  #ends = new Int32Array(256);
  #top = 0;
  readonly #bases: number[] = [];
  /** Names of the objects with many keys. */
  readonly #names: (Set<string> | undefined)[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  open(): void {
    this.#bases.push(this.#top);
    this.#names.push(undefined);
  }

  close(): void {
    this.#top = this.#bases.pop()!;
    this.#names.pop();
  }

  /** Adds the key at these offsets; true when the object has it already. */
  add(start: number, end: number): boolean {
    const names = this.#names.at(-1);
    if (names) return this.#addName(names, nameIn(this.#text, start, end));
    const hash = this.#hashOf(start, end);
    const base = this.#bases.at(-1)!;
    for (let index = base; index < this.#top; index += 1) {
      if (this.#hashes[index] === hash && this.#isAt(index, nameIn(this.#text, start, end))) return true;
    }
    this.#push(hash, start, end);
    if (this.#top - base > fewKeys) this.#names[this.#names.length - 1] = this.#namesFrom(base);
    return false;
  }

  #addName(names: Set<string>, name: string): boolean {
    if (names.has(name)) return true;
    names.add(name);
    return false;
  }

  #isAt(index: number, name: string): boolean {
    return nameIn(this.#text, this.#starts[index]!, this.#ends[index]!) === name;
  }

  #namesFrom(base: number): Set<string> {
    const names = new Set<string>();
    for (let index = base; index < this.#top; index += 1) {
      names.add(nameIn(this.#text, this.#starts[index]!, this.#ends[index]!));
    }
    return names;
  }

  /** One name may be written in several ways: an escape is undone first. */
  #hashOf(start: number, end: number): number {
    let hash = 0;
    for (let at = start + 1; at < end - 1; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === backslash) return hashOfName(nameIn(this.#text, start, end));
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    return hash;
  }

  #push(hash: number, start: number, end: number): void {
    if (this.#top === this.#hashes.length) {
      this.#hashes = grown(this.#hashes);
      this.#starts = grown(this.#starts);
      this.#ends = grown(this.#ends);
    }
    this.#hashes[this.#top] = hash;
    this.#starts[this.#top] = start;
    this.#ends[this.#top] = end;
    this.#top += 1;
  }
}

function hashOfName(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at += 1) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  return hash;
}

function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

/** Index of the next character that is no white space. */
function afterSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

/**
 * The columns of an outline while they grow. They double: as ordinary arrays they would be most of the work on a 13 MB
 * contract.
 */
class Columns {
  kinds: Uint8Array<ArrayBuffer>;
  starts: Int32Array<ArrayBuffer>;
  ends: Int32Array<ArrayBuffer>;
  after: Int32Array<ArrayBuffer>;
  count = 0;

  constructor(room: number) {
    this.kinds = new Uint8Array(room);
    this.starts = new Int32Array(room);
    this.ends = new Int32Array(room);
    this.after = new Int32Array(room);
  }

  open(kind: number, start: number): number {
    const index = this.count;
    if (index === this.kinds.length) this.#grow();
    this.kinds[index] = kind;
    this.starts[index] = start;
    this.count = index + 1;
    return index;
  }

  close(index: number, end: number): void {
    this.ends[index] = end;
    this.after[index] = this.count;
  }

  #grow(): void {
    const kinds = new Uint8Array(this.kinds.length * 2);
    kinds.set(this.kinds);
    this.kinds = kinds;
    this.starts = grown(this.starts);
    this.ends = grown(this.ends);
    this.after = grown(this.after);
  }

  outline(text: string): Outline {
    const { kinds, starts, ends, after, count } = this;
    const taken = { kinds: kinds.slice(0, count), starts: starts.slice(0, count) };
    return { text, ...taken, ends: ends.slice(0, count), after: after.slice(0, count), aliases: new Map(), keyText };
  }
}

/** Outline and duplicate keys of a text that `JSON.parse` has taken, in one pass and without recursion. */
export function scanJson(text: string, depthLimit: number): JsonScan {
  const columns = new Columns(Math.max(64, text.length >> 5));
  const keys = new OpenKeys(text);
  const open: number[] = [];
  let tooDeepAt: number | undefined;
  let duplicate: number | undefined;
  let isMap = false;
  let isKeyNext = false;

  function begin(at: number, isObject: boolean): void {
    open.push(columns.open(isObject ? outlineKinds.map : outlineKinds.list, at));
    if (isObject) keys.open();
    isMap = isKeyNext = isObject;
    if (open.length > depthLimit) tooDeepAt ??= at;
  }

  function end(at: number): void {
    columns.close(open.pop()!, at);
    if (isMap) keys.close();
    isMap = open.length > 0 && columns.kinds[open.at(-1)!] === outlineKinds.map;
    isKeyNext = false;
  }

  function leaf(at: number, isText: boolean): number {
    const after = isText ? endOfString(text, at) : endOfLiteral(text, at);
    const index = columns.open(isText ? outlineKinds.double : outlineKinds.plain, at);
    columns.close(index, after);
    if (isKeyNext && keys.add(at, after)) duplicate ??= index;
    isKeyNext = false;
    return after;
  }

  function step(at: number): number {
    const code = text.charCodeAt(at);
    if (code === quote) return leaf(at, true);
    if (code === comma) isKeyNext = isMap;
    else if (code === openBrace || code === openBracket) begin(at, code === openBrace);
    else if (code === closeBrace || code === closeBracket) end(at + 1);
    else if (code !== colon) return leaf(at, false);
    return at + 1;
  }

  for (let at = afterSpace(text, 0); at < text.length; at = afterSpace(text, at)) at = step(at);
  return { outline: columns.outline(text), tooDeepAt, duplicate };
}
