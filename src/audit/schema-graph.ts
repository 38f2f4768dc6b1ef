import { isFields, nodeBelow } from '../model/pointer.js';
import type { ApiModel, Node } from '../model/types.js';
import type { SchemaObject } from './rule.js';

/** Deeper nesting inside one named schema is not read. */
const maxDepth = 60;

interface Reader {
  readonly model: ApiModel;
  /** Value of a named schema -> its name. */
  readonly names: ReadonlyMap<unknown, string>;
}

function takesNull({ type, nullable }: SchemaObject): boolean {
  return nullable === true || type === 'null' || (Array.isArray(type) && type.includes('null'));
}

/** Schemas below a keyword that holds one, a list or a map of them. */
function partsOf(node: Node<SchemaObject>, keyword: string): readonly Node[] {
  const part = nodeBelow(node, keyword);
  if (Array.isArray(part.value)) return part.value.map((_, i) => nodeBelow(part, i));
  return isFields(part.value) ? [part] : [];
}

function membersOf(node: Node<SchemaObject>, keyword: string): readonly (readonly [string, Node])[] {
  const map = nodeBelow(node, keyword);
  return isFields(map.value) ? Object.keys(map.value).map((name) => [name, nodeBelow(map, name)] as const) : [];
}

/** Follows a `$ref`: to the name of a schema, or to a node that has none. */
function follow(raw: Node, { model, names }: Reader): string | Node<SchemaObject> | undefined {
  const node = isFields(raw.value) && typeof raw.value['$ref'] === 'string' ? model.resolve(raw) : raw;
  if (!node || !isFields(node.value)) return undefined;
  return names.get(node.value) ?? (node as Node<SchemaObject>);
}

/** Schemas that a value of this one always holds. */
function requiredParts(node: Node<SchemaObject>): readonly Node[] {
  const { required, minItems } = node.value;
  const must = new Set(Array.isArray(required) ? (required as unknown[]) : []);
  const properties = membersOf(node, 'properties').filter(([name]) => must.has(name));
  const items = typeof minItems === 'number' && minItems > 0 ? partsOf(node, 'items') : [];
  return [...properties.map(([, property]) => property), ...items, ...partsOf(node, 'allOf')];
}

/** A finite value exists, given the named schemas that are known to have one. */
function isFinite(raw: Node, finite: ReadonlySet<string>, reader: Reader, depth = 0): boolean {
  const found = follow(raw, reader);
  if (found === undefined || depth > maxDepth) return true;
  if (typeof found === 'string') return finite.has(found);
  return isBodyFinite(found, finite, reader, depth);
}

function isBodyFinite(node: Node<SchemaObject>, finite: ReadonlySet<string>, reader: Reader, depth = 0): boolean {
  if (takesNull(node.value) || Array.isArray(node.value.enum) || node.value.const !== undefined) return true;
  const ends = (part: Node) => isFinite(part, finite, reader, depth + 1);
  for (const keyword of ['oneOf', 'anyOf']) {
    const choices = partsOf(node, keyword);
    if (choices.length && !choices.some(ends)) return false;
  }
  return requiredParts(node).every(ends);
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
];

/** Named schemas that a schema holds, in any way. */
function holdsOf(node: Node<SchemaObject>, reader: Reader, depth = 0): ReadonlySet<string> {
  const found = new Set<string>();
  if (depth > maxDepth) return found;
  const parts = [
    ...holders.flatMap((keyword) => partsOf(node, keyword)),
    ...['properties', 'patternProperties'].flatMap((keyword) => membersOf(node, keyword).map(([, part]) => part)),
  ];
  for (const part of parts) {
    const target = follow(part, reader);
    if (typeof target === 'string') found.add(target);
    else if (target) for (const name of holdsOf(target, reader, depth + 1)) found.add(name);
  }
  return found;
}

/** What is known of the named schemas of a contract by how they hold each other. */
export interface SchemaGraph {
  /** Values of schemas of which no finite value exists. */
  readonly endless: ReadonlySet<unknown>;
  /** Values of schemas that hold themselves, directly or through others -> name of the first of their circle. */
  readonly recursive: ReadonlyMap<unknown, string>;
}

function endlessOf(named: ReadonlyMap<string, Node<SchemaObject>>, reader: Reader): ReadonlySet<unknown> {
  const finite = new Set<string>();
  const pending = new Set(named.keys());
  // The least set that explains itself: each round knows a little more, until one changes nothing.
  for (let before = -1; before !== finite.size;) {
    before = finite.size;
    for (const name of pending) {
      if (!isBodyFinite(named.get(name)!, finite, reader)) continue;
      finite.add(name);
      pending.delete(name);
    }
  }
  return new Set([...pending].map((name) => named.get(name)!.value));
}

/** Circles of the graph (Tarjan's strongly connected components), without recursion: name -> first of its circle. */
function circlesOf(edges: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, string> {
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
    if (members.length > 1 || edges.get(name)?.has(name)) for (const member of members) circles.set(member, name);
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
  const reader = { model, names: new Map([...named].map(([name, { value }]) => [value as unknown, name])) };
  const edges = new Map([...named].map(([name, node]) => [name, holdsOf(node, reader)]));
  const circles = circlesOf(edges);
  return {
    endless: endlessOf(named, reader),
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
