import type { Exchange } from './exchange.js';
import { parseStrictJson } from './json-scan.js';
import { parseContentType } from './media-type.js';
import { decodeForm, parsePairs, UndecodableError } from './parameters/pairs.js';
import type { Variables } from './graphql-measure.js';

/** One GraphQL request (GraphQL over HTTP, 5.1). */
export interface GraphqlRequest {
  readonly query: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Variables;
  /** SHA-256 that stands for a document the server knows. */
  readonly hash: string | undefined;
}

export type RequestsResult =
  | { readonly requests: readonly GraphqlRequest[]; readonly reason?: undefined }
  | { readonly reason: string; readonly requests?: undefined };

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const known = new Set(['query', 'operationName', 'variables', 'extensions']);

function hashOf(extensions: unknown): string | undefined {
  const persisted = isFields(extensions) ? extensions['persistedQuery'] : undefined;
  const hash = isFields(persisted) ? persisted['sha256Hash'] : undefined;
  return typeof hash === 'string' ? hash.toLowerCase() : undefined;
}

function readRequest(value: unknown): GraphqlRequest | string {
  if (!isFields(value)) return 'must be a GraphQL request';
  if (Object.keys(value).some((name) => !known.has(name))) return 'has a property that is not of GraphQL over HTTP';
  const { query = undefined, operationName = undefined, variables = undefined, extensions = undefined } = value;
  if (query !== undefined && typeof query !== 'string') return 'must have its document as text';
  if (operationName != null && typeof operationName !== 'string') return 'must name its operation by a text';
  if (variables != null && !isFields(variables)) return 'must have its variables in an object';
  if (extensions != null && !isFields(extensions)) return 'must have its extensions in an object';
  return {
    query,
    operationName: operationName == null || operationName === '' ? undefined : operationName,
    variables: isFields(variables) ? variables : {},
    hash: hashOf(extensions),
  };
}

function readAll(value: unknown): RequestsResult {
  const requests: GraphqlRequest[] = [];
  for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    const request = readRequest(one);
    if (typeof request === 'string') return { reason: request };
    requests.push(request);
  }
  return requests.length > 0 ? { requests } : { reason: 'has no request' };
}

/** Of a GET: each parameter once, `variables` and `extensions` as JSON. */
function readQuery(query: string): RequestsResult {
  const fields: Record<string, unknown> = {};
  for (const { name, value } of parsePairs(query)) {
    if (!known.has(name)) continue;
    if (Object.hasOwn(fields, name)) return { reason: 'has a parameter twice' };
    const text = decodeForm(value);
    const isJson = name === 'variables' || name === 'extensions';
    const read = isJson ? parseStrictJson(Buffer.from(text)) : { value: text };
    if ('reason' in read && read.reason !== undefined) return { reason: read.reason };
    fields[name] = read.value;
  }
  return readAll(fields);
}

/** Reads the GraphQL requests of an exchange whose JSON was parsed, from its body or, for a GET, from its query. */
export function readGraphql(exchange: Exchange): RequestsResult {
  if (exchange.json !== undefined) return readAll(exchange.json);
  const type = parseContentType(exchange.headers['content-type'] ?? '')?.mediaType;
  if (exchange.body?.length) {
    if (type !== 'application/graphql') return { reason: 'must be JSON' };
    return readAll({ query: exchange.body.toString('utf8') });
  }
  if (exchange.method !== 'GET' && exchange.method !== 'HEAD') return { reason: 'is missing' };
  try {
    return readQuery(exchange.query);
  } catch (cause) {
    if (cause instanceof UndecodableError) return { reason: cause.message };
    throw cause;
  }
}
