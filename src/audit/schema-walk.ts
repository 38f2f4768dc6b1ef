import { isFields, nodeBelow } from '../model/pointer.js';
import type { ApiModel, Node, NodeRef, Operation } from '../model/types.js';
import type { Direction, PropertyVisit, SchemaObject, SchemaRoot, SchemaVisit } from './rule.js';

interface Step {
  /** The value is a map of schemas, by names of the author's making. */
  readonly isMap?: true;
  /** What a step into it means for the data. */
  readonly data: 'same' | 'item' | 'property';
}

/** Keywords that hold schemas (JSON Schema 2020-12 core, 10 and 11). */
const same: Step = { data: 'same' };
const item: Step = { data: 'item' };
const steps: ReadonlyMap<string, Step> = new Map<string, Step>([
  ...['items', 'prefixItems', 'contains', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems'].map(
    (keyword) => [keyword, item] as const,
  ),
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'].map((keyword) => [keyword, same] as const),
  ['properties', { data: 'property', isMap: true }],
  ['patternProperties', { data: 'item', isMap: true }],
  ['dependentSchemas', { data: 'same', isMap: true }],
]);

/** A place that is reached as a whole: a component, or a schema written at its operation. */
class Owner {
  /** May have one more than once: most owners have a single one, and lists are cheaper than sets. */
  readonly operations: Operation[] = [];
  readonly parents: Owner[] = [];
  /** Operations that reach it. Known when the walk is over. */
  reached: readonly Operation[] | undefined = undefined;
  /** The search that came here last. */
  search = 0;

  addOperation(operation: Operation): void {
    if (this.operations.at(-1) !== operation) this.operations.push(operation);
  }

  addParent(parent: Owner): void {
    if (parent !== this && this.parents.at(-1) !== parent) this.parents.push(parent);
  }
}

/** A schema that was met, and all that is known of it when the walk is over. */
interface Meeting {
  readonly node: Node<SchemaObject>;
  readonly owner: Owner;
  readonly root: SchemaRoot;
  readonly name: string | undefined;
  /** In one of the ways to it at least. */
  isPart: boolean;
}

interface Task {
  readonly raw: Node;
  readonly owner: Owner;
  readonly root: SchemaRoot;
  readonly name: string | undefined;
  readonly isPart: boolean;
}

/** Called for each schema and each property, once per direction. */
export interface SchemaListeners {
  schema(visit: SchemaVisit): void;
  property(visit: PropertyVisit): void;
}

let searches = 0;

/** Every operation that reaches an owner, through any number of references. */
function operationsOf(owner: Owner): readonly Operation[] {
  if (owner.reached) return owner.reached;
  searches += 1;
  owner.search = searches;
  const seen = [owner];
  const found = new Set<Operation>();
  for (const one of seen) {
    for (const operation of one.operations) found.add(operation);
    for (const parent of one.parents) {
      if (parent.search === searches) continue;
      parent.search = searches;
      seen.push(parent);
    }
  }
  return (owner.reached = [...found]);
}

/** Name of what holds the schema: its component where it is one. */
function componentName(pointer: string): string | undefined {
  return /^\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(pointer)?.[1]?.replaceAll('~1', '/');
}

/**
 * Walks the schemas of a model in one direction. Loops are legal and end by themselves: a node is visited once, and an
 * explicit stack takes any depth. Roots must be added before `run`.
 */
export class SchemaWalk {
  readonly #model: ApiModel;
  readonly #direction: Direction;
  readonly #listeners: SchemaListeners;
  readonly #owners = new Map<unknown, Owner>();
  readonly #met = new Map<unknown, Meeting>();
  readonly #roots: Task[] = [];
  readonly #stack: Task[] = [];
  /** What the roots lead to: shared responses and parameters come with every operation. */
  readonly #targets = new Map<NodeRef, Node>();

  constructor(model: ApiModel, direction: Direction, listeners: SchemaListeners) {
    this.#model = model;
    this.#direction = direction;
    this.#listeners = listeners;
  }

  /** Adds a schema that an operation sends or receives. */
  add(ref: NodeRef, operation: Operation, root: SchemaRoot): void {
    let target = this.#targets.get(ref);
    if (!target) {
      target = this.#model.resolve(ref);
      if (!target) return;
      this.#targets.set(ref, target);
    }
    const owner = this.#ownerOf(target);
    owner.addOperation(operation);
    this.#roots.push({ raw: target, owner, root, name: componentName(target.pointer), isPart: false });
  }

  /** Bodies come first: what a body and a parameter share is judged as part of the body. */
  run(): void {
    const isBody = ({ root }: Task) => root.kind === 'body' || root.kind === 'response';
    for (const root of this.#roots.filter(isBody)) this.#drain(root);
    for (const root of this.#roots.filter((one) => !isBody(one))) this.#drain(root);
    // Not earlier: only now is it known which operations reach a schema.
    for (const meeting of this.#met.values()) this.#announce(meeting);
  }

  #drain(root: Task): void {
    this.#stack.push(root);
    for (let task = this.#stack.pop(); task; task = this.#stack.pop()) this.#visit(task);
  }

  /** A node behind its `$ref`, or itself where it has none. */
  #resolve(raw: Node): Node | undefined {
    const isRef = isFields(raw.value) && typeof raw.value['$ref'] === 'string';
    return isRef ? this.#model.resolve(raw) : raw;
  }

  #ownerOf(target: Node): Owner {
    const known = this.#owners.get(target.value);
    if (known) return known;
    const owner = new Owner();
    this.#owners.set(target.value, owner);
    return owner;
  }

  #visit(task: Task): void {
    const node = this.#resolve(task.raw);
    const isRef = node !== task.raw;
    if (!node || !isFields(node.value) || this.#isForeign(node.value)) return;
    // Beside a reference too (OpenAPI 3.1).
    if (isFields(task.raw.value) && this.#isForeign(task.raw.value)) return;
    const owner = isRef ? this.#ownerOf(node) : task.owner;
    owner.addParent(task.owner);
    const before = this.#met.get(node.value);
    if (before) {
      before.owner.addParent(owner);
      before.isPart ||= task.isPart;
      return;
    }
    const { root, isPart } = task;
    const name = (isRef ? componentName(node.pointer) : undefined) ?? task.name;
    const met = { node: node as Node<SchemaObject>, owner, root, name, isPart };
    this.#met.set(node.value, met);
    this.#descend(met);
  }

  #announce({ node, owner, root, name, isPart }: Meeting): void {
    const operations = () => operationsOf(owner);
    const visit: SchemaVisit = { node, direction: this.#direction, root, name, isPart, operations };
    this.#listeners.schema(visit);
    const { properties } = node.value;
    if (!isFields(properties)) return;
    const map = nodeBelow(node, 'properties');
    for (const name of Object.keys(properties)) this.#announceProperty(visit, name, nodeBelow(map, name));
  }

  #announceProperty(object: SchemaVisit, name: string, node: Node): void {
    if (!isFields(node.value) || this.#isForeign(node.value)) return;
    const schema = this.#resolve(node)?.value;
    if (!isFields(schema) || this.#isForeign(schema)) return;
    const { direction, root, operations } = object;
    this.#listeners.property({ name, node, schema, object, direction, root, operations });
  }

  /** `readOnly` is never sent by callers, `writeOnly` never sent to them (OpenAPI 3.1, JSON Schema validation 9.4). */
  #isForeign(schema: SchemaObject): boolean {
    return schema[this.#direction === 'in' ? 'readOnly' : 'writeOnly'] === true;
  }

  /** Children are pushed last first, so that they are visited in the order of the document. */
  #descend(met: Meeting): void {
    const first = this.#stack.length;
    const { value } = met.node;
    for (const keyword in value) {
      const step = steps.get(keyword);
      if (step && typeof value[keyword] === 'object') this.#push(nodeBelow(met.node, keyword), step, met);
    }
    const stack = this.#stack;
    for (let low = first, high = stack.length - 1; low < high; low += 1, high -= 1) {
      [stack[low], stack[high]] = [stack[high]!, stack[low]!];
    }
  }

  #push(raw: Node, { data, isMap }: Step, { owner, root, name }: Meeting): void {
    const isPart = data === 'same';
    const { value } = raw;
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i += 1) this.#stack.push({ raw: nodeBelow(raw, i), owner, root, name, isPart });
    } else if (!isMap) this.#stack.push({ raw, owner, root, name, isPart });
    else if (isFields(value)) {
      for (const key in value) {
        const held = data === 'property' ? key : name;
        this.#stack.push({ raw: nodeBelow(raw, key), owner, root, name: held, isPart });
      }
    }
  }
}
