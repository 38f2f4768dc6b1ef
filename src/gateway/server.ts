import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { DenialCode } from '../core/denials.js';
import { denialCodes } from '../core/denials.js';
import { addressReader } from './client-address.js';
import { deny } from './denial.js';
import type { EventWriter } from './events.js';
import type { GatewayLimits } from './limits.js';
import { problemMediaType, problemOf } from './problem.js';
import { isClosing, markClosing } from './responder.js';

/** PEM texts of a TLS listener. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Asks clients for a certificate of this authority. */
  readonly clientCa?: string;
}

export interface ServerParts {
  readonly limits: GatewayLimits;
  readonly events: EventWriter;
  readonly tls: TlsFiles | undefined;
  handle(request: http.IncomingMessage, response: http.ServerResponse): void;
  onRefused(): void;
}

/** Node's server with the bounds of the gateway (RELIABILITY 3): its defaults are no limits. */
export function makeServer(parts: ServerParts): http.Server | https.Server {
  const { limits, tls } = parts;
  const options: http.ServerOptions = {
    insecureHTTPParser: false,
    maxHeaderSize: limits.headBytes,
    headersTimeout: limits.headMillis,
    requestTimeout: limits.requestMillis,
    keepAliveTimeout: limits.keepAliveMillis,
    connectionsCheckingInterval: Math.min(1000, limits.headMillis),
    // Judged with the rest of the head, so that the answer is ours.
    requireHostHeader: false,
    noDelay: true,
  };
  const server = tls ? https.createServer({ ...options, ...tlsOptions(tls) }) : http.createServer(options);
  // A maximum would make Node drop fields silently; they are counted when the head is read.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.connections;
  server.on('request', parts.handle);
  server.on('checkContinue', parts.handle);
  server.on('checkExpectation', parts.handle);
  server.on('connect', (_request, socket) => refuseRaw(socket, 'METHOD_NOT_ALLOWED', parts));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => onClientError(error, socket, parts));
  server.on(tls ? 'secureConnection' : 'connection', capPerAddress(limits));
  return server;
}

function tlsOptions(tls: TlsFiles): https.ServerOptions {
  const ca = tls.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true };
  return { cert: tls.certificate, key: tls.key, minVersion: tls.minVersion ?? 'TLSv1.2', ...ca };
}

/** Ends the connections of one address (/64) beyond its share. */
function capPerAddress(limits: GatewayLimits): (socket: Socket) => void {
  const open = new Map<string, number>();
  const read = addressReader([]);
  return (socket) => {
    const { key } = read(socket.remoteAddress ?? '', undefined);
    const count = (open.get(key) ?? 0) + 1;
    if (count > limits.connectionsPerAddress) return void socket.destroy();
    open.set(key, count);
    socket.once('close', () => {
      const left = open.get(key)! - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    });
    return undefined;
  };
}

function onClientError(error: NodeJS.ErrnoException, socket: Duplex, parts: ServerParts): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  // The last request of this connection was read: the parser only met what came behind it, and its answer closes.
  if (isClosing(socket as Socket)) return undefined;
  return refuseRaw(socket, codeOf(error), parts);
}

function codeOf({ code }: NodeJS.ErrnoException): DenialCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 'HEADERS_TOO_LARGE';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'REQUEST_TIMEOUT';
  return 'REQUEST_MALFORMED';
}

/** Answers on the bare socket what Node's parser refused, unless another answer is on its way there. */
function refuseRaw(socket: Duplex, code: DenialCode, { events, onRefused }: ServerParts): void {
  onRefused();
  const { status } = denialCodes[code];
  const event = events.unreadable({ code, status, client: (socket as Socket).remoteAddress, reason: 'parser' });
  markClosing(socket as Socket);
  if (isAnswering(socket)) return void socket.destroy();
  const body = problemOf(deny(code), event.id);
  const allow = code === 'METHOD_NOT_ALLOWED' ? 'allow: \r\n' : '';
  const fields = `content-type: ${problemMediaType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${allow}x-request-id: ${event.id}`;
  const own = 'x-content-type-options: nosniff\r\ncache-control: no-store\r\nconnection: close';
  socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\n${fields}\r\n${own}\r\n\r\n${body}`);
  // A client that does not read or close would hold the connection.
  setTimeout(() => socket.destroy(), 1000).unref();
}

/** Node keeps the response that a connection waits for on the socket; there is no public name for it. */
function isAnswering(socket: Duplex): boolean {
  const { _httpMessage: message } = socket as Duplex & { _httpMessage?: http.ServerResponse | null };
  return message?.headersSent === true;
}
