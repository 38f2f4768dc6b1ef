import http from 'node:http';
import https from 'node:https';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { DenialCode } from '../core/denials.js';
import { denialCodes } from '../core/denials.js';
import type { SecurityEvent } from '../core/events.js';
import { AddressShares } from './address-shares.js';
import { deny } from './denial.js';
import type { EventWriter } from './events.js';
import { Http2Connections } from './http2-server.js';
import { takePreface } from './http2-preface.js';
import type { GatewayLimits } from './limits.js';
import type { UpgradeAsked } from './live-exchange.js';
import { problemMediaType, problemOf } from './problem.js';
import { isClosing, markClosing } from './responder.js';
import { askedOfClients, checkCertificate, secureContext, tlsServerOptions, type TlsFiles } from './tls.js';
import type { WireRequest, WireResponse } from './wire.js';

export interface ServerParts {
  readonly limits: GatewayLimits;
  readonly events: EventWriter;
  readonly tls: TlsFiles | undefined;
  /** With TLS: offered by ALPN. Without: for clients that begin with the preface (RFC 9113 3.3). */
  readonly http2: boolean;
  handle(request: WireRequest, response: WireResponse, upgrade?: UpgradeAsked): void;
  onUpgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void;
  onRefused(): void;
}

/** Node's servers with the bounds of the gateway (RELIABILITY 3): their defaults are no limits. */
export class WireServer {
  readonly #server: http.Server | https.Server;
  readonly #http2: Http2Connections | undefined;
  readonly #shares: AddressShares;
  readonly #headMillis: number;
  #draining = false;

  constructor(parts: ServerParts) {
    if (parts.tls) checkCertificate(parts.tls, Date.now());
    const shares = (this.#shares = new AddressShares(parts.limits.connectionsPerAddress));
    this.#headMillis = parts.limits.headMillis;
    const own: ServerParts = {
      ...parts,
      handle: (request, response, upgrade) => {
        shares.saw(request);
        // The client learns from its answer that this connection takes no more.
        if (this.#draining && response instanceof http.ServerResponse) response.shouldKeepAlive = false;
        parts.handle(request, response, upgrade);
      },
      onUpgrade: (request, socket, head) => {
        shares.saw(request);
        parts.onUpgrade(request, socket, head);
      },
    };
    this.#server = makeServer(own, shares);
    if (!parts.http2) return;
    this.#http2 = new Http2Connections({
      limits: parts.limits,
      handle: own.handle,
      onFlood: (socket) => note(socket, 'REQUEST_MALFORMED', 'http2 flood', parts),
    });
    splitByProtocol(this.#server, this.#http2, parts);
  }

  get listener(): Server {
    return this.#server;
  }

  /**
   * Certificate, version and what is asked of clients. Connections that are open keep theirs. Throws
   * CERTIFICATE_INVALID and keeps the old ones.
   */
  renew(tls: TlsFiles): void {
    checkCertificate(tls, Date.now());
    const server = this.#server;
    if (!(server instanceof https.Server)) return;
    server.setSecureContext(secureContext(tls));
    // Node reads these two of the server at each handshake; `setSecureContext` leaves them as they were.
    Object.assign(server, askedOfClients(tls));
  }

  /** Stops accepting and resolves when every connection is closed; those left after `millis` are cut off. */
  drain(millis: number): Promise<void> {
    this.#draining = true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#cut(), millis);
      // Node stops looking for heads that take too long when it stops listening.
      const silent = setTimeout(() => this.#shares.endSilent(), Math.min(this.#headMillis, millis));
      this.#server.close(() => {
        clearTimeout(timer);
        clearTimeout(silent);
        resolve();
      });
      this.#server.closeIdleConnections();
      this.#http2?.drain();
    });
  }

  #cut(): void {
    this.#server.closeAllConnections();
    this.#http2?.destroy();
  }
}

/** Node's own listener goes on to serve HTTP/1 on the connections that are not HTTP/2. */
function splitByProtocol(server: http.Server | https.Server, http2: Http2Connections, parts: ServerParts): void {
  const event = parts.tls ? 'secureConnection' : 'connection';
  const [serveHttp1, ...others] = server.listeners(event) as ((socket: Socket) => void)[];
  server.removeAllListeners(event);
  const serve = (socket: Socket, isHttp2: boolean): void => {
    if (isHttp2) http2.take(socket);
    else serveHttp1!.call(server, socket);
  };
  server.on(event, (socket: Socket) => {
    if (parts.tls) serve(socket, (socket as TLSSocket).alpnProtocol === 'h2');
    else takePreface(socket, parts.limits.headMillis, (isHttp2) => serve(socket, isHttp2));
  });
  for (const other of others) server.on(event, other);
}

function makeServer(parts: ServerParts, shares: AddressShares): http.Server | https.Server {
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
  const protocols = parts.http2 ? ['h2', 'http/1.1'] : ['http/1.1'];
  const server = tls
    ? https.createServer({ ...options, ...tlsServerOptions(tls, protocols) })
    : http.createServer(options);
  // A maximum would make Node drop fields silently; they are counted when the head is read.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.connections;
  server.on('request', parts.handle);
  server.on('checkContinue', parts.handle);
  server.on('checkExpectation', parts.handle);
  server.on('upgrade', parts.onUpgrade);
  server.on('connect', (_request, socket) =>
    refuseRaw(socket, { code: 'METHOD_NOT_ALLOWED', reason: 'parser' }, parts),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => onClientError(error, socket, parts));
  // Before the handshake, which is the dear part of a TLS connection.
  server.on('connection', (socket: Socket) => shares.take(socket));
  return server;
}

function onClientError(error: NodeJS.ErrnoException, socket: Duplex, parts: ServerParts): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  // The last request of this connection was read: the parser only met what came behind it, and its answer closes.
  if (isClosing(socket as Socket)) return undefined;
  // The parser's own code tells a broken message from one that was built to be read in two ways.
  const reason = error.code?.startsWith('HPE_')
    ? `parser: ${error.code.slice(4).toLowerCase().replaceAll('_', ' ')}`
    : 'parser';
  return refuseRaw(socket, { code: codeOf(error), reason }, parts);
}

function codeOf({ code }: NodeJS.ErrnoException): DenialCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 'HEADERS_TOO_LARGE';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'REQUEST_TIMEOUT';
  return 'REQUEST_MALFORMED';
}

/** Answers on the bare socket what Node's parser refused, unless another answer is on its way there. */
function refuseRaw(
  socket: Duplex,
  { code, reason }: { readonly code: DenialCode; readonly reason: string },
  parts: ServerParts,
): void {
  const { status } = denialCodes[code];
  const event = note(socket as Socket, code, reason, parts);
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

function note(socket: Socket, code: DenialCode, reason: string, { events, onRefused }: ServerParts): SecurityEvent {
  onRefused();
  const { status } = denialCodes[code];
  return events.unreadable({ code, status, client: socket.remoteAddress, reason });
}

/** Node keeps the response that a connection waits for on the socket; there is no public name for it. */
function isAnswering(socket: Duplex): boolean {
  const { _httpMessage: message } = socket as Duplex & { _httpMessage?: http.ServerResponse | null };
  return message?.headersSent === true;
}
