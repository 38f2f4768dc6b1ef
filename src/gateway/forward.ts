import type { UpstreamRequest } from './call.js';
import type { LiveExchange } from './live-exchange.js';
import type { Route } from './runtime.js';
import { traceparent, traceState } from './trace.js';
import { switchesProtocols } from './upgrade.js';
import type { Upstream } from './upstream.js';

/** Fields that let the upstream leave out, cut or encode what answer guards must judge. */
const conditional = new Set(['accept-encoding', 'range', 'if-range', 'if-none-match', 'if-modified-since']);

/** Fields that speak of the bytes that came: wrong for a body that was rewritten. */
const aboutBytes = new Set(['content-encoding', 'content-md5', 'digest', 'content-digest', 'repr-digest']);

/** The request that is sent on: rebuilt from what the guards saw. Framing is added when it is written. */
export function upstreamRequest(
  exchange: LiveExchange,
  route: Route,
  { authority }: Pick<Upstream, 'authority'>,
): UpstreamRequest {
  const { query, raw } = exchange.target;
  const path = upstreamPath(raw, route);
  const headers = upstreamHeaders(exchange, route, authority);
  return {
    method: exchange.method,
    path: query === '' ? path : `${path}?${query}`,
    headers,
    trace: exchange.trace?.upstream,
    body: exchange.replacement ?? exchange.rawBody ?? null,
    firstByteMillis: route.operation.policy.timeoutSeconds * 1000,
    ...(switchesProtocols(exchange, route) ? { upgrade: 'websocket' } : {}),
  };
}

/** Literals as the contract spells them, parameters byte for byte as they came. */
function upstreamPath(raw: string, { operation }: Route): string {
  const { publicPath, upstreamPath } = operation;
  if (publicPath === '*' || (publicPath === upstreamPath && !raw.includes('%'))) return raw;
  const template = upstreamPath.split('/');
  const received = raw.split('/');
  // Public and upstream path differ in their base only, so they are aligned at the end.
  const shift = received.length - template.length;
  for (let i = 0; i < template.length; i++) if (template[i]!.includes('{')) template[i] = received[i + shift]!;
  return template.join('/');
}

function upstreamHeaders(exchange: LiveExchange, route: Route, authority: string): string[] {
  const { head, client } = exchange;
  const judged = route.pipeline.changesAnswer;
  const received = exchange.replacement ? without(aboutBytes, head.forward) : head.forward;
  const headers = judged ? without(conditional, received) : [...received];
  headers.push(
    'host',
    authority,
    'x-forwarded-for',
    client.address,
    'x-forwarded-proto',
    client.tls ? 'https' : 'http',
    'x-request-id',
    exchange.id,
    'traceparent',
    traceparent(exchange),
  );
  const host = client.host ?? head.authority;
  if (host !== '') headers.push('x-forwarded-host', host);
  const state = client.viaTrusted ? traceState(exchange) : undefined;
  if (state !== undefined) headers.push('tracestate', state);
  if (judged) headers.push('accept-encoding', 'identity');
  return headers;
}

function without(names: ReadonlySet<string>, fields: readonly string[]): string[] {
  const headers: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    if (!names.has(fields[i]!)) headers.push(fields[i]!, fields[i + 1]!);
  }
  return headers;
}
