import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Issued } from '../identity/authority.js';

/** What a third party was sent. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A third party on this machine. */
export interface VendorApp {
  readonly port: number;
  readonly received: Received[];
  close(): Promise<void>;
}

type Answer = (received: Received, response: ServerResponse) => void;

/** Starts a third party; with a certificate it speaks TLS. */
export async function startVendor(answer: Answer, tls?: Issued): Promise<VendorApp> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const one = { method: request.method!, url: request.url!, headers: request.headers, body };
      received.push(one);
      answer(one, response);
    });
  };
  const server = tls
    ? https.createServer({ cert: tls.certificate, key: tls.key }, listener)
    : http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
