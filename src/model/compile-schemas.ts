import type { BareOperation } from './compile-context.js';
import { below, isFields, pointerOf, type Fields } from './pointer.js';
import type { Documents, Node, NodeRef } from './types.js';

/** A schema met on a walk: its node behind `$ref`s, and the JSON Pointer of the values it describes. */
export interface SchemaVisit {
  readonly node: NodeRef;
  readonly value: Fields;
  /** `*` stands for every item of an array and every key of a map. */
  readonly pointer: string;
}

/** A schema that contains itself is followed this often into itself. */
const selfLimit = 3;
/** Bound of one walk, so that a contract of crossed references ends. */
const visitLimit = 10_000;

const sameValue = ['allOf', 'anyOf', 'oneOf', 'then', 'else'] as const;
const insideValue = ['items', 'prefixItems', 'additionalProperties'] as const;

interface Stop {
  readonly schema: NodeRef;
  readonly pointer: string;
  /** The schemas on the way from the root to here. */
  readonly trail: Trail | undefined;
}

interface Trail {
  readonly key: string;
  readonly before: Trail | undefined;
}

/**
 * Visits a schema and every schema for a part of its values, `$ref`s followed; the outer ones first, so that the bound
 * of the walk only ever cuts off what lies deepest.
 */
export function walkValues(schema: NodeRef, documents: Documents, visit: (visit: SchemaVisit) => void): void {
  const queue: Stop[] = [{ schema, pointer: '', trail: undefined }];
  let visits = 0;
  // The queue grows while it is walked.
  for (const stop of queue) {
    for (const { value, ...node } of nodesOf(stop.schema, documents)) {
      if (!isFields(value) || timesOn(stop.trail, keyOf(node)) >= selfLimit) continue;
      if (++visits > visitLimit) return;
      visit({ node, value, pointer: stop.pointer });
      queue.push(...next({ ...node, value }, stop));
    }
  }
}

/** The schema, and what it refers to: OpenAPI 3.1 lets keywords stand beside `$ref`. */
function nodesOf(schema: NodeRef, documents: Documents): readonly Node[] {
  const raw = documents.at(schema);
  const resolved = documents.resolve(schema);
  const moved = resolved && keyOf(resolved) !== keyOf(schema);
  return [moved ? resolved : undefined, raw].filter((node) => node !== undefined);
}

function timesOn(trail: Trail | undefined, key: string): number {
  let times = 0;
  for (let at = trail; at; at = at.before) if (at.key === key) times += 1;
  return times;
}

function next(node: Node<Fields>, { pointer, trail: before }: Stop): readonly Stop[] {
  const { value } = node;
  const trail = { key: keyOf(node), before };
  const to = (schema: NodeRef, at: string): Stop => ({ schema, pointer: at, trail });
  const properties = isFields(value['properties']) ? Object.keys(value['properties']) : [];
  return [
    ...sameValue.flatMap((name) => parts(node, value, name).map((part) => to(part, pointer))),
    ...properties.map((name) => to(below(node, 'properties', name), pointer + pointerOf([name]))),
    ...insideValue.flatMap((name) => parts(node, value, name).map((part) => to(part, `${pointer}/*`))),
  ];
}

function parts(node: NodeRef, value: Fields, name: string): readonly NodeRef[] {
  const inner = Object.hasOwn(value, name) ? value[name] : undefined;
  if (Array.isArray(inner)) return inner.map((_, index) => below(node, name, index));
  return isFields(inner) ? [below(node, name)] : [];
}

/** Key of a node in a map. */
export function keyOf({ file, pointer }: NodeRef): string {
  return `${file}#${pointer}`;
}

/** Names of the properties at the top of a value that a schema describes; in requests without `readOnly` ones. */
export function topProperties(
  schema: NodeRef,
  documents: Documents,
  direction: 'request' | 'any' = 'any',
): ReadonlySet<string> {
  const names = new Set<string>();
  walkValues(schema, documents, ({ value, pointer }) => {
    if (pointer !== '' || !isFields(value['properties'])) return;
    for (const [name, property] of Object.entries(value['properties'])) {
      if (isFields(property) && property['readOnly'] === true && direction === 'request') continue;
      names.add(name);
    }
  });
  return names;
}

const remembered = new WeakMap<BareOperation, ReadonlySet<string>>();

/** Names of the properties at the top of an operation's body, in any of its media types. */
export function bodyProperties(operation: BareOperation, documents: Documents): ReadonlySet<string> {
  const known = remembered.get(operation);
  if (known) return known;
  const names = new Set<string>();
  for (const { schema } of operation.body?.content ?? []) {
    if (schema) for (const name of topProperties(schema, documents, 'request')) names.add(name);
  }
  remembered.set(operation, names);
  return names;
}
