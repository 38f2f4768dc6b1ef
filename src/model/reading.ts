import { escapeToken, isFields, nodeBelow, type Fields } from './pointer.js';
import type { ContractFormat, Documents, Node, NodeRef, Problem } from './types.js';

/** What the readers of a contract's parts share. */
export interface Reader {
  readonly documents: Documents;
  readonly format: ContractFormat;
  readonly problems: Problem[];
  /**
   * Reads a part once however often it is referenced: what was read of the same object under the same name before.
   * The name says what the reading depends on besides the object. `entry` is where it was met: what stands in its own
   * place is read there and not remembered.
   */
  once<T>(found: { readonly entry: Node; readonly value: object }, name: string, read: () => T): T;
  report(code: Problem['code'], node: NodeRef, message: string): void;
}

/** Makes a reader. The same fault of the same node is reported once. */
export function makeReader(documents: Documents, format: ContractFormat): Reader {
  const problems: Problem[] = [];
  const reported = new Set<string>();
  const known = new Map<string, Map<object, unknown>>();
  return {
    documents,
    format,
    problems,
    once<T>({ entry, value }: { readonly entry: Node; readonly value: object }, name: string, read: () => T): T {
      if (entry.value === value) return read();
      let named = known.get(name);
      if (!named) known.set(name, (named = new Map()));
      if (!named.has(value)) named.set(value, read());
      return named.get(value) as T;
    },
    report(code, node, message) {
      const key = `${node.file}#${node.pointer} ${message}`;
      if (reported.has(key)) return;
      reported.add(key);
      problems.push({ code, message, place: documents.locate(node) });
    },
  };
}

/** A value's kind for a message: "a list", "text", ... */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { object: 'an object', string: 'text', number: 'a number' }[typeof value as string] ?? typeof value;
}

/** A member of an object, with its name there. */
export interface Member extends Node {
  readonly name: string;
}

/** The members of an object, without extensions. A wrong type is a problem and has no members. */
export function members(reader: Reader, node: Node, what: string): Member[] {
  return allMembers(reader, node, what).filter(({ name }) => !name.startsWith('x-'));
}

/** The members of an object whose keys are free names (`x-` is no extension there). */
export function allMembers(reader: Reader, node: Node, what: string): Member[] {
  if (node.value === undefined) return [];
  if (isFields(node.value)) return membersOf(node, node.value);
  reader.report('structure', node, `${what} must be an object, but this is ${kindOf(node.value)}`);
  return [];
}

function membersOf({ file, pointer }: NodeRef, fields: Fields): Member[] {
  return Object.keys(fields).map((name) => ({
    file,
    pointer: `${pointer}/${escapeToken(name)}`,
    value: fields[name],
    name,
  }));
}

/** The items of a list. A wrong type is a problem and has no items. */
export function items(reader: Reader, node: Node, what: string): Node[] {
  if (node.value === undefined) return [];
  if (Array.isArray(node.value)) return node.value.map((_, index) => nodeBelow(node, index));
  reader.report('structure', node, `${what} must be a list, but this is ${kindOf(node.value)}`);
  return [];
}

/** The object behind a node, `$ref`s followed. A broken reference has been reported already; a wrong type is now. */
export function objectAt(
  reader: Reader,
  node: Node,
  what: string,
): Node<Readonly<Record<string, unknown>>> | undefined {
  const found = reader.documents.resolve(node);
  if (!found) return undefined;
  if (isFields(found.value)) return found as Node<Readonly<Record<string, unknown>>>;
  reader.report('structure', found, `${what} must be an object, but this is ${kindOf(found.value)}`);
  return undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

const noExtensions: Readonly<Record<string, unknown>> = Object.freeze({});

/** Extensions (`x-...`) of an object. */
export function extensionsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (!isFields(value)) return noExtensions;
  const names = Object.keys(value).filter((name) => name.startsWith('x-'));
  return names.length === 0 ? noExtensions : Object.fromEntries(names.map((name) => [name, value[name]]));
}
