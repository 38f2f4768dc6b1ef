import { isFields, memberOf, nodeBelow } from '../model/pointer.js';
import type { ApiModel, Node, Operation } from '../model/types.js';
import { wordsOf } from './words.js';

const ownerName =
  /^(.* )?(owner|owner id|user id|customer id|account id|member id|patient id|author id|created by|created by id|tenant id)$/;

/** The object is the person: its id is the owner. */
const personName = /^(user|customer|account|member|patient|profile|employee|driver|passenger|student)$/;

/** Deeper compositions are not read. */
const maxDepth = 4;

/** Names of the properties of a schema, those of its `allOf` parts included. */
function propertyNames(model: ApiModel, node: Node | undefined, depth = 0): readonly string[] {
  const schema = node && model.resolve(node);
  if (!schema || depth > maxDepth) return [];
  const properties = memberOf(schema.value, 'properties');
  const parts = nodeBelow(schema, 'allOf');
  const own = isFields(properties) ? Object.keys(properties) : [];
  if (!Array.isArray(parts.value)) return own;
  return [...own, ...parts.value.flatMap((_, i) => propertyNames(model, nodeBelow(parts, i), depth + 1))];
}

/** Property of a schema that says whose object it is. */
export function ownerProperty(model: ApiModel, node: Node | undefined): string | undefined {
  return propertyNames(model, node).find((name) => ownerName.test(wordsOf(name)));
}

/** Property of an operation's answer that says whose object it is. */
function ownerOfAnswer(model: ApiModel, { responses }: Operation): string | undefined {
  for (const { status, content } of responses) {
    if (!status.startsWith('2')) continue;
    for (const { schema } of content) {
      const found = schema && ownerProperty(model, model.resolve(schema));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** How one knows that the objects of an operation belong to somebody. */
export interface Ownership {
  /** In words. */
  readonly sign: string;
  /** Owner rule as in the policy, where one can be proposed. */
  readonly rule?: Readonly<Record<string, unknown>>;
}

/** `GET` of the object itself: `/orders/{orderId}` for all operations about an order. */
function readOf(model: ApiModel, { resource }: Operation): Operation | undefined {
  return [...model.operations.values()].find(
    (other) =>
      other.method === 'get' &&
      other.resource?.name === resource?.name &&
      other.path.endsWith(`/{${resource?.id.name}}`),
  );
}

/** Roles that stand for others: staff, who may see what is not theirs. */
export function staffRoles({ roles }: ApiModel): readonly string[] {
  return [...roles].filter(([, stands]) => stands.size > 1).map(([role]) => role);
}

/** The object is a person, or an answer about it names an owner: then there is somebody whose object it is not. */
export function ownershipOf(model: ApiModel, operation: Operation): Ownership | undefined {
  const { resource } = operation;
  if (!resource) return undefined;
  const crossedBy = staffRoles(model);
  const id = { in: resource.id.in, name: resource.id.name };
  if (personName.test(wordsOf(resource.name))) {
    return { sign: 'compares it with the caller', rule: { id, is: 'principal.subject', crossedBy } };
  }
  const read = readOf(model, operation);
  const field = read && ownerOfAnswer(model, read);
  if (read && field !== undefined) {
    const found = operation === read ? {} : { lookup: read.id };
    return { sign: `compares its "${field}" with the caller`, rule: { id, ...found, field: `/${field}`, crossedBy } };
  }
  const own = ownerOfAnswer(model, operation);
  return own === undefined ? undefined : { sign: `compares its "${own}" with the caller` };
}
