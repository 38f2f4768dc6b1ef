import type { Node, NodeRef } from './types.js';

/** An object of a document, with values nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Escapes one token of a JSON Pointer (RFC 6901 section 3). */
export function escapeToken(token: string): string {
  return token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

/** Tokens of a JSON Pointer, unescaped; undefined when it does not start with `/` or has a bad escape. */
export function pointerTokens(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  const tokens = pointer.slice(1).split('/');
  if (!pointer.includes('~')) return tokens;
  if (/~(?![01])/.test(pointer)) return undefined;
  return tokens.map(unescapeToken);
}

/** JSON Pointer of a list of names and indexes. */
export function pointerOf(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${escapeToken(String(token))}`).join('');
}

/** The place one step below a node. */
export function below(node: NodeRef, ...tokens: readonly (string | number)[]): NodeRef {
  return { file: node.file, pointer: node.pointer + pointerOf(tokens) };
}

/** An object that is not an array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own property of an object, or item of an array; undefined for everything else. */
export function memberOf(value: unknown, token: string): unknown {
  if (Array.isArray(value)) return /^(0|[1-9]\d{0,9})$/.test(token) ? value[Number(token)] : undefined;
  return isFields(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/** The value at a JSON Pointer below a value; undefined where there is none, or when it is no pointer. */
export function valueAt(value: unknown, pointer: string): unknown {
  if (pointer === '') return value;
  if (pointer.charCodeAt(0) !== 0x2f) return undefined;
  if (pointer.includes('~') && /~(?![01])/.test(pointer)) return undefined;
  let found = value;
  for (let start = 1; start <= pointer.length;) {
    const slash = pointer.indexOf('/', start);
    const end = slash < 0 ? pointer.length : slash;
    found = memberOf(found, unescapeToken(pointer.slice(start, end)));
    if (found === undefined) return undefined;
    start = end + 1;
  }
  return found;
}

/** Paths stand in every pointer below them: the ones of a large contract fit. */
const maxRemembered = 20_000;
const unescaped = new Map<string, string>();

/** The opposite of `escapeToken`. */
export function unescapeToken(token: string): string {
  if (!token.includes('~')) return token;
  let name = unescaped.get(token);
  if (name === undefined) {
    name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (unescaped.size >= maxRemembered) unescaped.clear();
    if (token.length <= 1_000) unescaped.set(token, name);
  }
  return name;
}

/** Walks down from a value; undefined when a step is missing. */
export function descend(value: unknown, tokens: readonly string[]): unknown {
  let found = value;
  for (const token of tokens) {
    found = memberOf(found, token);
    if (found === undefined) return undefined;
  }
  return found;
}

/** A node as a child of another one. The value may be undefined. */
export function nodeBelow(node: Node, name: string | number): Node {
  if (typeof name === 'number') return itemBelow(node, name);
  const token = name;
  return { file: node.file, pointer: `${node.pointer}/${escapeToken(token)}`, value: memberOf(node.value, token) };
}

function itemBelow(node: Node, index: number): Node {
  const { file, value } = node;
  return {
    file,
    pointer: `${node.pointer}/${index}`,
    value: Array.isArray(value) ? value[index] : memberOf(value, String(index)),
  };
}
