import { isFields, nodeBelow, type Fields } from './pointer.js';
import { countsSiblings, placeKey, refOf, targetOf } from './ref-index.js';
import type { ContractOperation } from './operations.js';
import type { Documents, Node, NodeRef } from './types.js';

/** What a schema describes: what callers send (`in`), or what the API sends (`out`). */
export type Flow = 'in' | 'out';

/** Where a walk starts: a schema that an operation names. */
export interface SchemaRoot {
  readonly schema: NodeRef;
  readonly flow: Flow;
  readonly part: 'parameter' | 'body' | 'response' | 'responseHeader';
  /** Name of the parameter or header, media type of a body, status of a response. */
  readonly name: string;
  readonly required: boolean;
  readonly operation: ContractOperation;
}

/** One schema, met for the first time in its flow. */
export interface SchemaVisit {
  /** The schema itself, behind `$ref`s. */
  readonly node: NodeRef;
  readonly value: Fields;
  readonly flow: Flow;
  /** JSON Pointer of the values it describes, from the root's value; `*` for any item or any other key. */
  readonly path: string;
  /** Levels of objects and lists around the value. */
  readonly depth: number;
  /** Name of the property, where the value is one. */
  readonly property: string | undefined;
  /** The property must be there (for a root: the parameter or body). */
  readonly required: boolean;
  /** The schema with the keyword that leads here. */
  readonly parent: NodeRef | undefined;
  /** The root by which the walk came here first. */
  readonly root: SchemaRoot;
}

export interface SchemaWalk {
  /** Each schema once per flow, in the order met. */
  readonly visits: readonly SchemaVisit[];
  /** Ids of all operations whose requests or responses reach a visited schema, in the contract's order. */
  operationIdsOf(visit: SchemaVisit): readonly string[];
}

/** The schemas that operations name. For a webhook or callback the API sends the request and reads the response. */
export function schemaRoots(operations: Iterable<ContractOperation>): SchemaRoot[] {
  return [...operations].flatMap((operation) => [...requestRoots(operation), ...responseRoots(operation)]);
}

function requestRoots(operation: ContractOperation): SchemaRoot[] {
  const flow: Flow = operation.outgoing ? 'out' : 'in';
  const parameters = operation.parameters.flatMap(({ schema, name, required }): SchemaRoot[] => {
    return schema ? [{ schema, flow, part: 'parameter', name, required, operation }] : [];
  });
  const required = operation.body?.required === true;
  const bodies = (operation.body?.content ?? []).flatMap(({ schema, mediaType }): SchemaRoot[] => {
    return schema ? [{ schema, flow, part: 'body', name: mediaType, required, operation }] : [];
  });
  return [...parameters, ...bodies];
}

function responseRoots(operation: ContractOperation): SchemaRoot[] {
  const flow: Flow = operation.outgoing ? 'in' : 'out';
  return operation.responses.flatMap(({ status, content, headers }) => [
    ...content.flatMap(({ schema }): SchemaRoot[] => {
      return schema ? [{ schema, flow, part: 'response', name: status, required: true, operation }] : [];
    }),
    ...[...headers].flatMap(([name, { schema, required }]): SchemaRoot[] => {
      return schema ? [{ schema, flow, part: 'responseHeader', name, required, operation }] : [];
    }),
  ]);
}

/** How a keyword's schemas are held, and what they describe: the same value, its items (any key), or a property. */
interface Step {
  readonly shape: 'one' | 'list' | 'oneOrList' | 'map';
  readonly to: 'same' | 'item' | 'property';
}

const item: Step = { shape: 'one', to: 'item' };
const same: Step = { shape: 'list', to: 'same' };

/** `not` and `if` are not here: they describe no value. */
const steps: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['properties', { shape: 'map', to: 'property' }],
  ['patternProperties', { shape: 'map', to: 'item' }],
  ['additionalProperties', item],
  ['unevaluatedProperties', item],
  ['items', { shape: 'oneOrList', to: 'item' }],
  ['prefixItems', { shape: 'list', to: 'item' }],
  ['additionalItems', item],
  ['unevaluatedItems', item],
  ['contains', item],
  ['allOf', same],
  ['anyOf', same],
  ['oneOf', same],
  ['then', { shape: 'one', to: 'same' }],
  ['else', { shape: 'one', to: 'same' }],
  ['dependentSchemas', { shape: 'map', to: 'same' }],
]);

/** A schema still to be visited. */
interface Task extends Omit<SchemaVisit, 'node' | 'value'> {
  readonly node: Node;
  /** Nearest schema above (or this one) that a reference or an operation leads to. */
  readonly owner: string;
}

/**
 * Visits every schema that the operations reach, each once per flow, cycles and shared components included. An
 * explicit stack, so depth costs nothing.
 */
export function walkSchemas(documents: Documents, roots: readonly SchemaRoot[]): SchemaWalk {
  const visits: SchemaVisit[] = [];
  /** Value -> the owner by which it was met. */
  const seen = { in: new Map<unknown, string>(), out: new Map<unknown, string>() };
  const reach = makeReach();
  const withSiblings = countsSiblings(documents);
  const tasks: Task[] = [];

  function enter(task: Task): void {
    const ref = refOf(documents, task.node.value);
    if (!ref) visit(task);
    else {
      if (withSiblings && Object.keys(task.node.value as Fields).length > 1) visit(task);
      const node = targetOf(documents, ref);
      if (!node) return;
      const owner = ownerKey(task.flow, node);
      reach.link(task.owner, owner);
      tasks.push({ ...task, node, owner });
    }
  }

  function visit(task: Task): void {
    const { node, owner } = task;
    if (!isFields(node.value)) return;
    const known = seen[task.flow].get(node.value);
    if (known !== undefined) {
      // A reference into the middle of a schema: whoever comes this way reaches what was met by the other.
      if (known !== owner) reach.link(owner, known);
      return;
    }
    seen[task.flow].set(node.value, owner);
    const met = visitOf(task, node.value);
    visits.push(met);
    reach.own(met, owner);
    pushParts(tasks, task, met);
  }

  for (const root of roots) {
    const node = documents.at(root.schema);
    if (!node) continue;
    const owner = ownerKey(root.flow, node);
    reach.start(owner, root.operation.id);
    const { flow, required } = root;
    tasks.push({ node, owner, flow, path: '', depth: 0, property: undefined, required, parent: undefined, root });
    for (let task = tasks.pop(); task; task = tasks.pop()) enter(task);
  }
  return { visits, operationIdsOf: reach.operationIdsOf };
}

function ownerKey(flow: Flow, node: NodeRef): string {
  return `${flow} ${placeKey(node)}`;
}

function visitOf({ node, flow, path, depth, property, required, parent, root }: Task, value: Fields): SchemaVisit {
  const self: NodeRef = { file: node.file, pointer: node.pointer };
  return { node: self, value, flow, path, depth, property, required, parent, root };
}

/** Pushes the schemas of a visited one, backwards: the first one in the text is visited first. */
function pushParts(tasks: Task[], from: Task, met: SchemaVisit): void {
  const first = tasks.length;
  for (const keyword of Object.keys(met.value)) {
    const step = steps.get(keyword);
    if (!step) continue;
    for (const part of partsOf(nodeBelow(from.node, keyword), step.shape)) tasks.push(taskOf(part, step.to, from, met));
  }
  reverseFrom(tasks, first);
}

function taskOf(node: Node, to: Step['to'], from: Task, met: SchemaVisit): Task {
  const { owner, flow, root } = from;
  const parent = met.node;
  if (to === 'same') {
    const { path, depth, property, required } = from;
    return { node, owner, flow, path, depth, property, required, parent, root };
  }
  const token = to === 'property' ? node.pointer.slice(node.pointer.lastIndexOf('/') + 1) : undefined;
  const property = token === undefined ? undefined : unescape(token);
  const path = `${from.path}/${token ?? '*'}`;
  return {
    node,
    owner,
    flow,
    path,
    depth: from.depth + 1,
    property,
    required: isRequired(met.value, property),
    parent,
    root,
  };
}

function reverseFrom(tasks: Task[], first: number): void {
  for (let low = first, high = tasks.length - 1; low < high; low += 1, high -= 1) {
    [tasks[low], tasks[high]] = [tasks[high]!, tasks[low]!];
  }
}

function unescape(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function isRequired(value: Fields, property: string | undefined): boolean {
  return property !== undefined && Array.isArray(value['required']) && value['required'].includes(property);
}

function partsOf(holder: Node, shape: Step['shape']): Node[] {
  const { value } = holder;
  if (Array.isArray(value))
    return shape === 'list' || shape === 'oneOrList' ? value.map((_, index) => nodeBelow(holder, index)) : [];
  if (!isFields(value) || shape === 'list') return [];
  return shape === 'map' ? Object.keys(value).map((name) => nodeBelow(holder, name)) : [holder];
}

/** Which operations reach which schemas, as a graph of the schemas that references lead to. */
function makeReach() {
  const usedBy = new Map<string, Set<string>>();
  const startedBy = new Map<string, Set<string>>();
  const owners = new Map<SchemaVisit, string>();
  const order: string[] = [];
  const known = new Map<string, readonly string[]>();

  function find(owner: string): readonly string[] {
    const found = new Set<string>();
    const reached = new Set([owner]);
    for (const next of reached) {
      for (const id of startedBy.get(next) ?? []) found.add(id);
      for (const user of usedBy.get(next) ?? []) reached.add(user);
    }
    return order.filter((id) => found.has(id));
  }

  return {
    start(owner: string, operationId: string): void {
      if (order.at(-1) !== operationId) order.push(operationId);
      addTo(startedBy, owner, operationId);
    },
    link: (user: string, used: string): void => addTo(usedBy, used, user),
    own: (visit: SchemaVisit, owner: string): void => void owners.set(visit, owner),
    operationIdsOf(visit: SchemaVisit): readonly string[] {
      const owner = owners.get(visit);
      if (owner === undefined) return [];
      let ids = known.get(owner);
      if (!ids) known.set(owner, (ids = find(owner)));
      return ids;
    },
  };
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
