import type { ApiModel, Operation } from '../model/types.js';
import type { Exchange } from './exchange.js';
import type { OwnerLookup } from './services.js';
import type { Upstream } from './upstream.js';
import type { UpstreamGroup } from './upstream-group.js';

const lookupMillis = 2000;
const maxBytes = 1_048_576;

/** Asks the upstream for objects, with the caller's own credential and no other field of its request. */
export function ownerLookup(model: ApiModel, upstreams: UpstreamGroup): OwnerLookup {
  const carriers = credentialCarriers(model);
  return {
    async fetchObject(exchange, operationId, idValue) {
      const operation = model.operations.get(operationId);
      const path = operation && lookupPath(operation, exchange, idValue);
      const upstream = path === undefined ? undefined : upstreams.pick();
      if (path === undefined || !upstream) return undefined;
      try {
        return await fetchJson(upstream, path + credentialQuery(exchange, carriers.query), {
          ...pickHeaders(exchange, carriers.headers),
          accept: 'application/json',
          'accept-encoding': 'identity',
          'x-request-id': exchange.id,
        });
      } catch {
        return undefined;
      }
    },
  };
}

/** Places where the contract's security schemes carry a credential. */
function credentialCarriers(model: ApiModel): {
  readonly headers: readonly string[];
  readonly query: readonly string[];
} {
  const headers = new Set(['authorization', 'cookie']);
  const query = new Set<string>();
  for (const scheme of model.securitySchemes.values()) {
    if (scheme.type !== 'apiKey') continue;
    if (scheme.in === 'header') headers.add(scheme.parameter.toLowerCase());
    if (scheme.in === 'query') query.add(scheme.parameter);
  }
  return { headers: [...headers], query: [...query] };
}

/** The id goes to the parameter of the operation's resource, or its last one; others come from the same names. */
function lookupPath(operation: Operation, exchange: Exchange, idValue: string): string | undefined {
  const names = [...operation.upstreamPath.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  const resource = operation.resource?.id;
  const idName = resource?.in === 'path' && names.includes(resource.name) ? resource.name : names.at(-1);
  if (idName === undefined || idValue === '' || /^\.{1,2}$/.test(idValue)) return undefined;
  let complete = true;
  const path = operation.upstreamPath.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = name === idName ? idValue : exchange.pathParams[name];
    if (value === undefined) complete = false;
    return encodeURIComponent(value ?? '');
  });
  return complete ? path : undefined;
}

function credentialQuery({ query }: Exchange, names: readonly string[]): string {
  const received = new URLSearchParams(query);
  const sent = new URLSearchParams(
    names.flatMap((name) => received.getAll(name).map((value): [string, string] => [name, value])),
  );
  return sent.size ? `?${sent.toString()}` : '';
}

function pickHeaders({ headers }: Exchange, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  );
}

async function fetchJson({ pool }: Upstream, path: string, headers: Record<string, string>): Promise<unknown> {
  const signal = AbortSignal.timeout(lookupMillis);
  const answer = await pool.request({ path, method: 'GET', headers, signal });
  const length = Number(answer.headers['content-length'] ?? 0);
  const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(String(answer.headers['content-type'] ?? ''));
  if (answer.statusCode < 200 || answer.statusCode > 299 || !isJson || length > maxBytes) {
    await answer.body.dump();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
