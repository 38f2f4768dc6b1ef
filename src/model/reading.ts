import { isFields, nodeBelow } from './pointer.js';
import type { Documents, Node, NodeRef, Problem } from './types.js';

/** What the readers of a contract's parts share. */
export interface Reader {
  readonly documents: Documents;
  readonly problems: Problem[];
  report(code: Problem['code'], node: NodeRef, message: string): void;
}

/** Makes a reader. The same fault of the same node is reported once. */
export function makeReader(documents: Documents): Reader {
  const problems: Problem[] = [];
  const reported = new Set<string>();
  return {
    documents,
    problems,
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

/** The members of an object, without extensions. A wrong type is a problem and has no members. */
export function members(reader: Reader, node: Node, what: string): Node[] {
  return allMembers(reader, node, what).filter(({ pointer }) => !/\/x-[^/]*$/.test(pointer));
}

/** The members of an object whose keys are free names (`x-` is no extension there). */
export function allMembers(reader: Reader, node: Node, what: string): Node[] {
  if (node.value === undefined) return [];
  if (isFields(node.value)) return Object.keys(node.value).map((name) => nodeBelow(node, name));
  reader.report('structure', node, `${what} must be an object, but this is ${kindOf(node.value)}`);
  return [];
}

/** The items of a list. A wrong type is a problem and has no items. */
export function items(reader: Reader, node: Node, what: string): Node[] {
  if (node.value === undefined) return [];
  if (Array.isArray(node.value))
    return node.value.map((value: unknown, index) => ({ ...nodeBelow(node, index), value }));
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

/** Last token of a node's pointer, unescaped: its name in the object above. */
export function nameOf(node: NodeRef): string {
  return node.pointer
    .slice(node.pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Extensions (`x-...`) of an object. */
export function extensionsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (!isFields(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([name]) => name.startsWith('x-')));
}
