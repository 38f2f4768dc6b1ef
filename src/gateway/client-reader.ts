import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { addressMatcher, addressReader } from './client-address.js';
import type { ClientReader } from './flow.js';
import type { Client } from './live-exchange.js';
import type { WireRequest } from './wire.js';

const hostPattern = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/**
 * Reads who sent a request: once per connection, or per request behind trusted proxies (CIDR ranges). What
 * `X-Forwarded-For`, `-Proto` and `-Host` say counts only when the hop before us is one of these.
 * Throws `Error` when one of them is no range.
 */
export function clientReader(trustedProxies: readonly string[]): ClientReader {
  const read = addressReader(trustedProxies);
  const isTrusted = addressMatcher(trustedProxies);
  const known = new WeakMap<Socket, Client>();
  const direct = (socket: Socket): Client => ({
    ...read(socket.remoteAddress ?? '', undefined),
    tls: (socket as TLSSocket).encrypted === true,
    viaTrusted: false,
  });
  return (request, forwardedFor) => {
    const { socket } = request;
    const there = known.get(socket);
    if (there) return there;
    const peer = socket.remoteAddress ?? '';
    if (isTrusted(peer)) return { ...read(peer, forwardedFor), ...told(request), viaTrusted: true };
    const client = direct(socket);
    known.set(socket, client);
    return client;
  };
}

/** What a trusted hop says of the call it received. */
function told({ headers, socket }: WireRequest): Pick<Client, 'tls' | 'host'> {
  const proto = lastOf(headers['x-forwarded-proto'])?.toLowerCase();
  const host = lastOf(headers['x-forwarded-host']);
  return {
    tls: proto === 'https' || (proto !== 'http' && (socket as TLSSocket).encrypted === true),
    ...(host !== undefined && hostPattern.test(host) ? { host } : {}),
  };
}

/** Of several values the last: the nearest hop wrote it, those before may be the client's. */
function lastOf(value: string | string[] | undefined): string | undefined {
  const all = Array.isArray(value) ? value.join(',') : value;
  return all?.slice(all.lastIndexOf(',') + 1).trim();
}
