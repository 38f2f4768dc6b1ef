import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { addField, type Http2Response } from './http2-response.js';
import type { UpgradeAsked } from './live-exchange.js';

interface Fields {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
}

/** HTTP/2 has no key: the one for the upstream is ours, and its answer goes nowhere (RFC 8441 5.1). */
const key = 'sec-websocket-key';
const accept = 'sec-websocket-accept';

/**
 * The head of an extended CONNECT that opens a WebSocket (RFC 8441 4), as the GET that would open it over HTTP/1.1, so
 * that it is judged alike. Undefined for everything else; other protocols stay a CONNECT, which is refused.
 */
export function asWebSocket({ headers, rawHeaders }: Fields): (Fields & { readonly isTunnel: true }) | undefined {
  if (headers[':method'] !== 'CONNECT' || headers[':protocol'] !== 'websocket') return undefined;
  const own = randomBytes(16).toString('base64');
  const kept = rawHeaders.flatMap((name, i) => (i % 2 || name === key ? [] : [name, rawHeaders[i + 1]!]));
  return { headers: { ...headers, ':method': 'GET', [key]: own }, rawHeaders: [...kept, key, own], isTunnel: true };
}

/** The stream as the connection of the WebSocket. */
export function upgradeOf(stream: ServerHttp2Stream, response: Http2Response): UpgradeAsked {
  const begin = (fields: readonly string[]): void => {
    response.detach();
    const headers: OutgoingHttpHeaders = { ':status': 200 };
    for (let i = 0; i < fields.length; i += 2) {
      const name = fields[i]!.toLowerCase();
      if (name !== accept) addField(headers, name, fields[i + 1]!);
    }
    stream.respond(headers);
  };
  return { protocol: 'websocket', socket: stream, head: Buffer.alloc(0), isOnly: true, begin };
}
