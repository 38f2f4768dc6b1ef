import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { LiveExchange, UpgradeAsked } from './live-exchange.js';
import type { Route } from './runtime.js';

/** Time for the client to read an answer and close. */
const lingerMillis = 1000;

/** Whether the request asks for a WebSocket and the contract says that the operation answers 101. */
export function switchesProtocols({ upgrade }: LiveExchange, { operation }: Route): boolean {
  return upgrade?.protocol === 'websocket' && operation.responses.some(({ status }) => status === '101');
}

/**
 * Node gives up a connection whose request names `Upgrade`. An answer is put on it again, so that the request is
 * judged and answered as any other; a server may ignore the wish (RFC 9110 7.8). Undefined for a request with a body:
 * Node does not read it any more.
 */
export function takeUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): { readonly response: ServerResponse; readonly upgrade: UpgradeAsked } | undefined {
  const { headers } = request;
  if (headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0') return undefined;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as Socket);
  socket.on('error', () => undefined);
  response.once('finish', () => {
    // Unread bytes would keep the connection of a client that is gone.
    socket.resume().end();
    setTimeout(() => socket.destroy(), lingerMillis).unref();
  });
  const begin = (fields: readonly string[]): void => {
    response.detachSocket(socket as Socket);
    socket.write(switchingHead(fields));
  };
  const protocol = (headers.upgrade ?? '').toLowerCase();
  return { response, upgrade: { protocol, socket, head, isOnly: false, begin } };
}

function switchingHead(fields: readonly string[]): string {
  const lines = ['HTTP/1.1 101 Switching Protocols', 'connection: Upgrade', 'upgrade: websocket'];
  for (let i = 0; i < fields.length; i += 2) lines.push(`${fields[i]}: ${fields[i + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
