import { singular } from '../resource.js';
import { findOperations, readOperation, type ContractOperation } from '../operations.js';
import { isFields, memberOf, nodeBelow, pointerOf } from '../pointer.js';
import { members, textOf, type Reader } from '../reading.js';
import type { Documents, GraphqlField, GraphqlSchema, Node, OperationResource } from '../types.js';
import { carrierId, carrierPath } from './recognise.js';

const defaultPath = '/graphql';

/** The schema that a contract is; undefined for other contracts. */
export function graphqlSchema(documents: Documents): GraphqlSchema | undefined {
  const sdl = documents.files.get(documents.entry)?.sdl;
  return sdl === undefined ? undefined : { sdl, transport: carrierId };
}

/** The operation that carries the requests of a GraphQL schema, then one for each field at its roots. */
export function readRootFields(reader: Reader, root: Node, path: string = defaultPath): Map<string, ContractOperation> {
  const operations = new Map<string, ContractOperation>();
  for (const entry of members(reader, nodeBelow(root, 'paths'), '`paths`')) {
    for (const found of findOperations(reader, entry, { path, outgoing: false, idOf: () => entry.name.slice(1) })) {
      const id = textOf(memberOf(found.operation.value, 'operationId')) ?? found.fallbackId;
      const operation = readOperation(reader, found, { id, root, format: 'graphql' });
      const carries = entry.name === carrierPath;
      operations.set(id, carries ? { ...operation, carriesGraphql: true } : rootField(operation, reader.documents));
    }
  }
  if (operations.size === 1) reader.report('structure', root, 'The schema has no field at its roots');
  return operations;
}

function rootField(operation: ContractOperation, documents: Documents): ContractOperation {
  const graphql = { ...(operation.extensions['x-graphql'] as GraphqlField), transport: carrierId };
  const isRead = graphql.kind !== 'mutation';
  const resource = resourceOf(graphql, operation, documents);
  return { ...operation, graphql, isRead, isWrite: !isRead, extensions: {}, ...(resource ? { resource } : {}) };
}

/** The thing that a root field is about: its only ID, by its own name (`orderId`) or by the field's (`order(id:)`). */
function resourceOf(
  { field }: GraphqlField,
  { body }: ContractOperation,
  documents: Documents,
): OperationResource | undefined {
  const schema = body?.content[0]?.schema;
  const given = schema && memberOf(documents.resolve(schema)?.value, 'properties');
  const ids = Object.entries(isFields(given) ? given : {}).filter(([name, value]) => isId(name, value));
  const [name, ...more] = ids.map(([key]) => key);
  if (name === undefined || more.length > 0) return undefined;
  const own = name.replace(/_?(id|uuid)$/i, '');
  const thing = own === '' ? singular(field.replace(/^(get|find|fetch|update|delete|remove)_?(?=[A-Z])/, '')) : own;
  const pointer = pointerOf([name]);
  return { name: thing.charAt(0).toLowerCase() + thing.slice(1), id: { in: 'body', name, pointer }, from: 'path' };
}

/** An argument of the type ID, whatever it is called; `clientMutationId` and the like are no names of things. */
function isId(name: string, value: unknown): boolean {
  const type = memberOf(value, 'type');
  return Array.isArray(type) && type.includes('integer') && type.includes('string') && /id$/i.test(name);
}
