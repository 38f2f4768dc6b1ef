import { isFields } from '../model/pointer.js';
import { refOf, targetOf } from '../model/ref-index.js';
import type { ApiModel, Documents, Node } from '../model/types.js';
import type { SchemaObject } from './rule.js';

/** Deeper nesting inside one named schema is not read. */
const maxDepth = 60;

type NamedSchemas = ReadonlyMap<string, Node<SchemaObject>>;

/** Name -> names of the schemas that it holds. */
type Edges = ReadonlyMap<string, ReadonlySet<string>>;

interface Reader {
  readonly documents: Documents;
  /** Value of a named schema -> its name. */
  readonly names: ReadonlyMap<unknown, string>;
}

function takesNull({ type, nullable }: SchemaObject): boolean {
  return nullable === true || type === 'null' || (Array.isArray(type) && type.includes('null'));
}

/** Follows a `$ref`: to the value that it leads to at last. */
function behind(raw: SchemaObject, { documents }: Reader): unknown {
  let value: unknown = raw;
  while (isFields(value) && typeof value['$ref'] === 'string') {
    const ref = refOf(documents, value);
    value = ref && targetOf(documents, ref)?.value;
  }
  return value;
}

/** A finite value exists, given the named schemas that are known to have one. */
function isFinite(raw: unknown, finite: ReadonlySet<string>, reader: Reader, depth = 0): boolean {
  if (!isFields(raw) || depth > maxDepth) return true;
  const value = behind(raw, reader);
  if (!isFields(value)) return true;
  const name = reader.names.get(value);
  return name === undefined ? isBodyFinite(value, finite, reader, depth) : finite.has(name);
}

function isBodyFinite(value: SchemaObject, finite: ReadonlySet<string>, reader: Reader, depth = 0): boolean {
  if (takesNull(value) || Array.isArray(value.enum) || value.const !== undefined) return true;
  const ends = (part: unknown) => isFinite(part, finite, reader, depth + 1);
  for (const choices of [value['oneOf'], value['anyOf']]) {
    if (Array.isArray(choices) && choices.length && !choices.some(ends)) return false;
  }
  const { required, properties, minItems, items, allOf } = value;
  // A value of this one always holds these.
  if (Array.isArray(required) && isFields(properties)) {
    for (const name of required as unknown[]) {
      if (typeof name === 'string' && Object.hasOwn(properties, name) && !ends(properties[name])) return false;
    }
  }
  if (typeof minItems === 'number' && minItems > 0 && !ends(items)) return false;
  return !Array.isArray(allOf) || allOf.every(ends);
}

const holders = [
  'items',
  'prefixItems',
  'contains',
  'additionalProperties',
  'allOf',
  'oneOf',
  'anyOf',
  'not',
  'then',
  'else',
  'properties',
  'patternProperties',
];
const mapHolders = new Set(['properties', 'patternProperties']);

/** Adds the named schemas that a schema holds, in any way. */
function addHeld(found: Set<string>, value: SchemaObject, reader: Reader, depth = 0): void {
  if (depth > maxDepth) return;
  for (const keyword of holders) {
    const held = value[keyword];
    if (typeof held !== 'object' || held === null) continue;
    const parts = Array.isArray(held) || mapHolders.has(keyword) ? Object.values(held) : [held];
    for (const part of parts) if (isFields(part)) addTarget(found, part, reader, depth);
  }
}

function addTarget(found: Set<string>, part: SchemaObject, reader: Reader, depth: number): void {
  const target = behind(part, reader);
  if (!isFields(target)) return;
  const name = reader.names.get(target);
  if (name === undefined) addHeld(found, target, reader, depth + 1);
  else found.add(name);
}

function holdsOf({ value }: Node<SchemaObject>, reader: Reader): ReadonlySet<string> {
  const found = new Set<string>();
  addHeld(found, value, reader);
  return found;
}

/** What is known of the named schemas of a contract by how they hold each other. */
export interface SchemaGraph {
  /** Values of schemas of which no finite value exists. */
  readonly endless: ReadonlySet<unknown>;
  /** Values of schemas that hold themselves, directly or through others -> name of the first of their circle in the alphabet. */
  readonly recursive: ReadonlyMap<unknown, string>;
}

/** Name -> names that hold it. */
function holdersOf(edges: Edges): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [name, held] of edges) {
    for (const one of held) {
      const known = found.get(one);
      if (known) known.push(name);
      else found.set(one, [name]);
    }
  }
  return found;
}

/** The least set that explains itself: what became finite may make those finite that hold it. */
function endlessOf(named: NamedSchemas, edges: Edges, reader: Reader): ReadonlySet<unknown> {
  const finite = new Set<string>();
  const heldBy = holdersOf(edges);
  const open = [...named.keys()];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (finite.has(name) || !isBodyFinite(named.get(name)!.value, finite, reader)) continue;
    finite.add(name);
    for (const holder of heldBy.get(name) ?? []) open.push(holder);
  }
  return new Set([...named].filter(([name]) => !finite.has(name)).map(([, { value }]) => value));
}

/** Circles of the graph (Tarjan's strongly connected components), without recursion: name -> first of its circle. */
function circlesOf(edges: Edges): ReadonlyMap<string, string> {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const circles = new Map<string, string>();
  const enter = (name: string) => {
    order.set(name, order.size);
    low.set(name, order.get(name)!);
    open.push(name);
    isOpen.add(name);
    return { name, next: (edges.get(name) ?? new Set<string>()).values() };
  };
  const close = (name: string) => {
    const members = open.splice(open.lastIndexOf(name));
    for (const member of members) isOpen.delete(member);
    if (members.length > 1 || edges.get(name)?.has(name)) {
      const first = members.toSorted()[0]!;
      for (const member of members) circles.set(member, first);
    }
  };
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    const stack = [enter(root)];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { value: child, done } = top.next.next();
      if (done) {
        stack.pop();
        if (low.get(top.name) === order.get(top.name)) close(top.name);
        const parent = stack.at(-1);
        if (parent) low.set(parent.name, Math.min(low.get(parent.name)!, low.get(top.name)!));
      } else if (!order.has(child)) stack.push(enter(child));
      else if (isOpen.has(child)) low.set(top.name, Math.min(low.get(top.name)!, order.get(child)!));
    }
  }
  return circles;
}

function graphOf(model: ApiModel): SchemaGraph {
  const named = new Map<string, Node<SchemaObject>>();
  for (const [name, ref] of model.schemas) {
    const node = model.documents.at(ref);
    if (node && isFields(node.value) && typeof node.value['$ref'] !== 'string')
      named.set(name, node as Node<SchemaObject>);
  }
  const reader = {
    documents: model.documents,
    names: new Map([...named].map(([name, { value }]) => [value as unknown, name])),
  };
  const edges = new Map([...named].map(([name, node]) => [name, holdsOf(node, reader)]));
  const circles = circlesOf(edges);
  return {
    endless: endlessOf(named, edges, reader),
    recursive: new Map([...circles].map(([name, first]) => [named.get(name)!.value, first])),
  };
}

const remembered = new WeakMap<ApiModel, SchemaGraph>();

/** How the named schemas of a model hold each other; worked out when first asked for. */
export function schemaGraph(model: ApiModel): SchemaGraph {
  const known = remembered.get(model);
  if (known) return known;
  const graph = graphOf(model);
  remembered.set(model, graph);
  return graph;
}
