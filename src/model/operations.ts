import { readContent } from './media-types.js';
import { readHeaders, readParameters } from './parameters.js';
import { isFields, memberOf, nodeBelow } from './pointer.js';
import { extensionsOf, members, objectAt, textOf, textsOf, type Reader } from './reading.js';
import { inferResource } from './resource.js';
import { readSecurity } from './security.js';
import { readBody2, readResponseContent2 } from './swagger2.js';
import { httpMethods, type ContractFormat, type HttpMethod, type Node, type Operation } from './types.js';
import type { RequestBody, ResponseSpec } from './types.js';

/** An operation as the contract has it, before a policy says more. */
export type ContractOperation = Omit<Operation, 'policy' | 'publicPath' | 'upstreamPath'>;

export interface OperationSource {
  readonly root: Node;
  readonly format: ContractFormat;
}

/** An operation that has been found, before it is read. */
export interface FoundOperation {
  readonly path: string;
  readonly method: HttpMethod;
  readonly pathItem: Node;
  readonly operation: Node;
  /** Sent by the API: a webhook or callback. */
  readonly outgoing: boolean;
  /** Id where there is no usable `operationId`. */
  readonly fallbackId: string;
}

const pathItemKeys = new Set<string>([...httpMethods, '$ref', 'summary', 'description', 'servers', 'parameters']);
/** Keys of path items that OpenAPI 3.2 brought. */
const newKeys = new Set(['query', 'additionalOperations']);

/** Methods that change nothing (RFC 9110 9.2.1, RFC 4918, RFC 3253, RFC 5323). */
const safeMethods = new Set<HttpMethod>(['get', 'head', 'options', 'query', 'search', 'propfind', 'report']);

export type PathOptions = Pick<FoundOperation, 'path' | 'outgoing'> & {
  readonly idOf: (method: HttpMethod) => string;
};

/** Operations of a path item. What stands beside a `$ref` is kept and wins over the target's. */
export function findOperations(reader: Reader, entry: Node, options: PathOptions): FoundOperation[] {
  const target = objectAt(reader, entry, 'A path item');
  const own = isFields(entry.value) ? entry : undefined;
  const levels = [own, target?.value === own?.value ? undefined : target].filter((level) => level !== undefined);
  for (const level of levels) reportUnknownKeys(reader, level);
  const is32 = reader.format === 'openapi-3.2';
  const known = (is32 ? [...httpMethods, 'query'] : httpMethods).flatMap((method) => {
    const pathItem = levels.find((level) => memberOf(level.value, method) !== undefined);
    return pathItem ? [{ method, pathItem, entry: nodeBelow(pathItem, method) }] : [];
  });
  const others = is32 ? levels.flatMap((pathItem) => additionalOperations(reader, pathItem)) : [];
  const { path, outgoing, idOf } = options;
  return [...known, ...others].flatMap(({ method, pathItem, entry: at }) => {
    const operation = objectAt(reader, at, 'An operation');
    return operation ? [{ path, outgoing, method, pathItem, operation, fallbackId: idOf(method) }] : [];
  });
}

/** Methods without a key of their own, written as they are sent (OpenAPI 3.2, Path Item Object). */
function additionalOperations(reader: Reader, pathItem: Node) {
  const list = members(reader, nodeBelow(pathItem, 'additionalOperations'), '`additionalOperations`');
  return list.flatMap((entry) => {
    const method = entry.name.toLowerCase();
    if (method === 'query' || (httpMethods as readonly string[]).includes(method)) {
      reader.report('structure', entry, `The method "${entry.name}" has a key of its own in a path item: "${method}"`);
      return [];
    }
    if (!/^[A-Z][A-Z0-9-]*$/.test(entry.name)) {
      reader.report('unsupported', entry, 'Methods that are not in upper case are not read');
      return [];
    }
    return [{ method, pathItem, entry }];
  });
}

function reportUnknownKeys(reader: Reader, pathItem: Node): void {
  for (const key of Object.keys(pathItem.value as object)) {
    if (pathItemKeys.has(key) || key.startsWith('x-')) continue;
    const node = nodeBelow(pathItem, key);
    if (newKeys.has(key)) {
      if (reader.format === 'openapi-3.2') continue;
      reader.report('unsupported', node, `Operations under \`${key}\` are read in OpenAPI 3.2 only`);
    } else reader.report('structure', node, `A path item has no key "${key}": methods are written in lower case`);
  }
}

/** Servers of a path or operation are not read. That matters where they differ from the contract's. */
function reportServers(reader: Reader, owner: Node, root: Node): void {
  const servers = nodeBelow(owner, 'servers');
  if (servers.value === undefined) return;
  const known = new Set(serverUrls(nodeBelow(root, 'servers').value));
  if (known.size === 0 || serverUrls(servers.value).some((url) => !known.has(url))) {
    reader.report('unsupported', servers, 'Servers of one path or operation are not read');
  }
}

function serverUrls(servers: unknown): string[] {
  return Array.isArray(servers) ? servers.flatMap((server) => textOf(memberOf(server, 'url')) ?? []) : [];
}

/** Reads one operation. `id` is unique in the contract. */
export function readOperation(
  reader: Reader,
  found: FoundOperation,
  { id, root, format }: OperationSource & { readonly id: string },
): ContractOperation {
  const { path, method, pathItem, operation, outgoing } = found;
  const value = operation.value as Readonly<Record<string, unknown>>;
  const parameters = readParameters(reader, { pathItem, operation, format });
  const body = format === 'openapi-2.0' ? readBody2(reader, { root, ...found }) : readBody(reader, operation);
  const resource = outgoing ? undefined : inferResource(path, parameters, reader.documents);
  const operationId = textOf(value['operationId']);
  const isRead = safeMethods.has(method);
  for (const owner of [pathItem, operation]) reportServers(reader, owner, root);
  return {
    id,
    ...(operationId ? { operationId } : {}),
    method,
    path,
    summary: textOf(value['summary']) ?? '',
    description: textOf(value['description']) ?? '',
    tags: textsOf(value['tags']),
    deprecated: value['deprecated'] === true,
    parameters,
    ...(body ? { body } : {}),
    responses: readResponses(reader, operation, { root, format }),
    security: readSecurity(reader, operation, outgoing ? undefined : root),
    ...(resource ? { resource } : {}),
    isRead,
    isWrite: !isRead,
    outgoing,
    extensions: extensionsOf(value),
    node: { file: operation.file, pointer: operation.pointer },
  };
}

function readBody(reader: Reader, operation: Node): RequestBody | undefined {
  const entry = nodeBelow(operation, 'requestBody');
  const node = entry.value === undefined ? undefined : objectAt(reader, entry, 'A request body');
  if (!node) return undefined;
  return {
    required: memberOf(node.value, 'required') === true,
    content: readContent(reader, nodeBelow(node, 'content')),
    node: { file: node.file, pointer: node.pointer },
  };
}

function readResponses(reader: Reader, operation: Node, source: OperationSource): ResponseSpec[] {
  return members(reader, nodeBelow(operation, 'responses'), '`responses`').flatMap((entry) => {
    const status = entry.name;
    if (!/^([1-5](\d\d|XX)|default)$/i.test(status)) {
      reader.report('structure', entry, `"${status}" is no status: use 200, 2XX or default`);
      return [];
    }
    const node = objectAt(reader, entry, 'A response');
    if (!node) return [];
    const read = (): ResponseSpec => readResponse(reader, node, { ...source, operation, status });
    // In OpenAPI 2.0 it depends on what the operation produces too.
    return [source.format === 'openapi-2.0' ? read() : reader.once({ entry, value: node.value }, status, read)];
  });
}

function readResponse(
  reader: Reader,
  node: Node,
  { root, format, operation, status }: OperationSource & { readonly operation: Node; readonly status: string },
): ResponseSpec {
  const produces = [nodeBelow(operation, 'produces'), nodeBelow(root, 'produces')];
  const isOld = format === 'openapi-2.0';
  return {
    status: status === 'default' ? status : status.toUpperCase(),
    description: textOf(memberOf(node.value, 'description')) ?? '',
    headers: readHeaders(reader, nodeBelow(node, 'headers'), format),
    content: isOld ? readResponseContent2(reader, node, produces) : readContent(reader, nodeBelow(node, 'content')),
    links: readLinks(reader, nodeBelow(node, 'links')),
    node: { file: node.file, pointer: node.pointer },
  };
}

/** One for all responses without any: thousands of empty maps would be felt. */
const noLinks: ResponseSpec['links'] = new Map<string, never>();

function readLinks(reader: Reader, links: Node): ResponseSpec['links'] {
  if (links.value === undefined) return noLinks;
  const read = members(reader, links, '`links`').flatMap((entry) => {
    const link = objectAt(reader, entry, 'A link');
    if (!link) return [];
    const operationId = textOf(link.value['operationId']);
    const parameters = link.value['parameters'];
    const facts = {
      ...(operationId === undefined ? {} : { operationId }),
      parameters: isFields(parameters) ? parameters : {},
    };
    return [[entry.name, facts] as const];
  });
  return new Map(read);
}
