import { didYouMean } from '../core/nearest.js';
import { PortcullisError } from '../core/errors.js';
import { findOperations, readOperation, type ContractOperation, type FoundOperation } from './operations.js';
import { graphqlSchema, readRootFields } from './graphql/root-fields.js';
import { reportPatterns } from './contract-patterns.js';
import { isFields, memberOf, nodeBelow } from './pointer.js';
import { allMembers, extensionsOf, items, makeReader, members, textOf, type Reader } from './reading.js';
import { readSecuritySchemes } from './security.js';
import { readServers2 } from './swagger2.js';
import type { ContractFormat, Documents, GraphqlSchema, Node, NodeRef, Problem, Ref, SecurityScheme } from './types.js';

export type { ContractOperation } from './operations.js';

/** A contract, read: what calls look like, before a policy says who may make them. */
export interface Contract {
  readonly format: ContractFormat;
  readonly title: string;
  readonly version: string;
  /** In the order written; empty when the contract names none. */
  readonly servers: readonly Server[];
  /** By id, in the order written; webhooks and callbacks (`outgoing`) last. */
  readonly operations: ReadonlyMap<string, ContractOperation>;
  readonly securitySchemes: ReadonlyMap<string, SecurityScheme>;
  /** Named schemas. */
  readonly schemas: ReadonlyMap<string, NodeRef>;
  /** Extensions (`x-...`) of the whole contract. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** What was left out, with its place. */
  readonly problems: readonly Problem[];
  readonly graphql?: GraphqlSchema | undefined;
  readonly documents: Documents;
}

export interface ContractOptions {
  /** Path of a GraphQL schema's requests; default `/graphql`. */
  readonly graphqlPath?: string | undefined;
}

export interface Server {
  readonly url: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly node: NodeRef;
}

/**
 * Reads a contract as far as it can be read; what is left out is in `problems`.
 * Throws `CONTRACT_UNSUPPORTED` for another kind or version, and `CONTRACT_INVALID` for what is no contract at all.
 */
export function readContract(documents: Documents, { graphqlPath }: ContractOptions = {}): Contract {
  const root: Node = { file: documents.entry, pointer: '', value: documents.files.get(documents.entry)?.value };
  const format = formatOf(documents, root);
  const reader = makeReader(documents, format);
  reader.problems.push(...(documents.leftOut ?? []));
  reportRefs(reader);
  const info = memberOf(root.value, 'info');
  const schemas =
    format === 'openapi-2.0' ? nodeBelow(root, 'definitions') : nodeBelow(nodeBelow(root, 'components'), 'schemas');
  const operations =
    format === 'graphql' ? readRootFields(reader, root, graphqlPath) : readOperations(reader, root, format);
  reportPatterns(reader, operations.values());
  return Object.freeze({
    format,
    title: textOf(memberOf(info, 'title')) ?? '',
    version: String(memberOf(info, 'version') ?? ''),
    servers: format === 'openapi-2.0' ? readServers2(root) : readServers(reader, nodeBelow(root, 'servers')),
    operations,
    securitySchemes: readSecuritySchemes(reader, root, format),
    schemas: new Map(
      allMembers(reader, schemas, 'The named schemas').map((node) => [
        node.name,
        { file: node.file, pointer: node.pointer },
      ]),
    ),
    extensions: extensionsOf(root.value),
    problems: reader.problems,
    graphql: graphqlSchema(documents),
    documents,
  });
}

const hint = 'A contract starts with `openapi: 3.1.0` or `swagger: "2.0"`, or is a GraphQL schema (.graphql).';

function formatOf(documents: Documents, root: Node): ContractFormat {
  const fail = (code: 'CONTRACT_INVALID' | 'CONTRACT_UNSUPPORTED', message: string, node: NodeRef): never => {
    throw new PortcullisError(code, message, {
      place: documents.locate(node),
      expected: 'OpenAPI 2.0, 3.0, 3.1 or 3.2, or a GraphQL schema',
      hint: (isFields(root.value) && didYouMeanKey(Object.keys(root.value))) || hint,
    });
  };
  if (documents.files.get(documents.entry)?.format === 'graphql') return 'graphql';
  if (!isFields(root.value))
    return fail('CONTRACT_INVALID', 'This is no contract: the document is not an object', root);
  const key = ['openapi', 'swagger', 'asyncapi'].find((name) => Object.hasOwn(root.value as object, name));
  if (key === undefined) return fail('CONTRACT_INVALID', 'This is no contract: `openapi` is missing', root);
  const node = nodeBelow(root, key);
  if (key === 'asyncapi') return fail('CONTRACT_UNSUPPORTED', 'AsyncAPI is not supported', node);
  const version = String(node.value);
  const format =
    key === 'swagger' ? (/^2(\.0)?$/.test(version) ? '2.0' : undefined) : /^3\.[0-2](?=\.|$)/.exec(version)?.[0];
  if (format === undefined)
    return fail('CONTRACT_UNSUPPORTED', `The version "${version.slice(0, 40)}" is not supported`, node);
  return `openapi-${format}` as ContractFormat;
}

function didYouMeanKey(keys: readonly string[]): string | undefined {
  return keys.map((key) => didYouMean(key, ['openapi', 'swagger'])).find((found) => found !== undefined);
}

const refMessages: Readonly<Record<Exclude<Ref['state'], 'ok'>, string>> = {
  missing: 'leads to nothing',
  outside: "leaves the contract's folder and was not read",
  remote: 'leads to the network and was not fetched',
  unreadable: 'leads to a file that was left out',
  circular: 'only leads back to itself',
  invalid: 'cannot be followed as a reference',
};

function reportRefs(reader: Reader): void {
  for (const { from, text, state } of reader.documents.refs) {
    if (state === 'ok') continue;
    reader.report(
      'ref',
      nodeBelow({ ...from, value: undefined }, '$ref'),
      `The reference "${shorten(text)}" ${refMessages[state]}`,
    );
  }
}

function shorten(text: string): string {
  const shown = text.replaceAll('\0', '');
  return shown.length > 120 ? `${shown.slice(0, 117)}...` : shown;
}

function readServers(reader: Reader, servers: Node): Server[] {
  return items(reader, servers, '`servers`').flatMap((node) => {
    const url = textOf(memberOf(node.value, 'url'));
    if (url === undefined) {
      reader.report('structure', node, 'A server needs a `url`');
      return [];
    }
    const variables = memberOf(node.value, 'variables');
    return [{ url, variables: isFields(variables) ? variables : {}, node: { file: node.file, pointer: node.pointer } }];
  });
}

function readOperations(reader: Reader, root: Node, format: ContractFormat): Map<string, ContractOperation> {
  const operations = new Map<string, ContractOperation>();
  const add = (found: FoundOperation): ContractOperation => {
    const id = uniqueId(reader, operations, found);
    const operation = readOperation(reader, found, { id, root, format });
    operations.set(id, operation);
    return operation;
  };
  const incoming = findPaths(reader, nodeBelow(root, 'paths'));
  const outgoing = findWebhooks(reader, nodeBelow(root, 'webhooks'));
  const callbacks = incoming.flatMap((found) => findCallbacks(reader, found.operation, add(found).id));
  for (const found of [...outgoing, ...callbacks]) add(found);
  return operations;
}

function findPaths(reader: Reader, paths: Node): FoundOperation[] {
  return members(reader, paths, '`paths`').flatMap((entry) => {
    const path = entry.name;
    if (path.startsWith('/')) {
      return findOperations(reader, entry, {
        path,
        outgoing: false,
        idOf: (method) => `${method.toUpperCase()} ${path}`,
      });
    }
    reader.report('structure', entry, `The path "${shorten(path)}" must start with "/"`);
    return [];
  });
}

function findWebhooks(reader: Reader, webhooks: Node): FoundOperation[] {
  return members(reader, webhooks, '`webhooks`').flatMap((entry) => {
    const path = entry.name;
    return findOperations(reader, entry, { path, outgoing: true, idOf: (method) => `webhook:${path}.${method}` });
  });
}

function findCallbacks(reader: Reader, operation: Node, operationId: string): FoundOperation[] {
  return members(reader, nodeBelow(operation, 'callbacks'), '`callbacks`').flatMap((entry) => {
    const callback = reader.documents.resolve(entry);
    if (!callback) return [];
    return members(reader, callback, 'A callback').flatMap((expression) => {
      const path = expression.name;
      const prefix = `callback:${operationId}.${entry.name}.${path}`;
      return findOperations(reader, expression, { path, outgoing: true, idOf: (method) => `${prefix}.${method}` });
    });
  });
}

/** `operationId`, or the fallback where it is missing or taken. */
function uniqueId(
  reader: Reader,
  taken: ReadonlyMap<string, unknown>,
  { operation, fallbackId }: FoundOperation,
): string {
  const node = nodeBelow(operation, 'operationId');
  const wanted = textOf(node.value);
  if (node.value !== undefined && !wanted) reader.report('structure', node, 'An `operationId` must be text');
  if (wanted && !taken.has(wanted)) return wanted;
  if (wanted)
    reader.report(
      'duplicate',
      node,
      `The operationId "${shorten(wanted)}" is taken: this one is called "${fallbackId}"`,
    );
  let id = fallbackId;
  for (let count = 2; taken.has(id); count += 1) id = `${fallbackId} (${count})`;
  return id;
}
