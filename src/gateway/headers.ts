import type { LiveExchange } from './live-exchange.js';
import { protectedCookie } from './protected-cookie.js';

/** Fields of an upstream's answer that end here: hop-by-hop, framing, and what tells strangers about its software. */
const dropped = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'server',
  'x-powered-by',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-generator',
  'x-runtime-version',
  'x-request-id',
  'x-content-type-options',
]);

/** Fields that an answer with a replaced body keeps. */
const kept = new Set(['retry-after', 'www-authenticate', 'allow']);

/** Header fields of an answer, name and value in turn, under construction. */
export type FlatHeaders = string[];

/** What of the upstream's fields goes on to the client. */
export function answerFields(exchange: LiveExchange, fields: readonly string[]): FlatHeaders {
  const { cors, response } = exchange.operation!.policy;
  const out: FlatHeaders = [];
  let cached = false;
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!.toLowerCase();
    if (dropped.has(name) || (cors && name.startsWith('access-control-'))) continue;
    if (name === 'cache-control') {
      if (response.noStore) continue;
      cached = true;
    }
    if (name === 'set-cookie' && response.protectCookies) {
      out.push(fields[i]!, protectedCookie(fields[i + 1]!, response.protectCookies, exchange.client.tls));
      continue;
    }
    out.push(fields[i]!, fields[i + 1]!);
  }
  if (response.noStore || (!cached && exchange.principal)) out.push('cache-control', 'no-store');
  return out;
}

/** Fields of an answer whose body is not the upstream's any more. */
export function keptFields(fields: readonly string[]): FlatHeaders {
  const out: FlatHeaders = ['cache-control', 'no-store'];
  for (let i = 0; i < fields.length; i += 2) {
    if (kept.has(fields[i]!.toLowerCase())) out.push(fields[i]!, fields[i + 1]!);
  }
  return out;
}

/** Adds what every answer of the gateway carries. */
export function addOwnFields(exchange: LiveExchange, out: FlatHeaders): void {
  out.push('x-request-id', exchange.id, 'x-content-type-options', 'nosniff');
  if (exchange.client.tls) out.push('strict-transport-security', 'max-age=31536000');
  const added = exchange.addedHeaders;
  if (!added) return;
  for (const name in added) {
    if (name === 'vary') addVary(out, added[name]!);
    else out.push(name, added[name]!);
  }
}

/** One `Vary` line: some caches read only the first. */
function addVary(out: FlatHeaders, value: string): void {
  for (let i = 0; i < out.length; i += 2) {
    if (out[i]!.toLowerCase() !== 'vary') continue;
    out[i + 1] = `${out[i + 1]!}, ${value}`;
    return;
  }
  out.push('vary', value);
}
