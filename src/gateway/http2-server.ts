import http2, { constants, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { Http2Request } from './http2-request.js';
import { Http2Response, type HeldBytes } from './http2-response.js';
import { asWebSocket, upgradeOf } from './http2-web-socket.js';
import type { GatewayLimits } from './limits.js';
import type { UpgradeAsked } from './live-exchange.js';
import { WindowCounter } from './window-counter.js';
import type { WireRequest, WireResponse } from './wire.js';

export interface Http2Parts {
  readonly limits: GatewayLimits;
  handle(request: WireRequest, response: WireResponse, upgrade?: UpgradeAsked): void;
  /** A connection was ended because its client wastes frames. */
  onFlood(socket: Socket): void;
}

/** Node gives the fields as received too; its types do not say so. */
type StreamListener = (
  stream: ServerHttp2Stream,
  headers: http2.IncomingHttpHeaders,
  flags: number,
  rawHeaders: readonly string[],
) => void;

const windowMillis = 10_000;

/** Most of these in ten seconds on one connection: resets by either side (CVE-2023-44487), pings, settings. */
const most = { resets: 100, pings: 1000, settings: 1000 };

/** A connection without a stream is closed after this time. */
const idleMillis = 60_000;

/** Serves HTTP/2 on connections that are handed to it, within the bounds of RELIABILITY 4. */
export class Http2Connections {
  readonly #server: Http2Server;
  readonly #parts: Http2Parts;
  readonly #sessions = new Set<ServerHttp2Session>();
  #socket: Socket | undefined;

  constructor(parts: Http2Parts) {
    this.#parts = parts;
    const { headBytes, headerCount } = parts.limits;
    this.#server = http2.createServer({
      settings: {
        maxConcurrentStreams: 100,
        initialWindowSize: 65_535,
        maxHeaderListSize: headBytes,
        enablePush: false,
        enableConnectProtocol: true,
      },
      // Pseudo fields count too; what is above is refused by our own reading with an answer.
      maxHeaderListPairs: headerCount + 28,
      maxSessionMemory: 4,
      maxSessionInvalidFrames: 50,
      maxSessionRejectedStreams: 50,
    });
    this.#server.on('session', (session) => this.#watch(session, this.#socket!));
  }

  /** Takes a connection whose client speaks HTTP/2. */
  take(socket: Socket): void {
    // Servers of HTTP/1 keep connections whose client is gone half open; here nothing would end them.
    socket.allowHalfOpen = false;
    this.#socket = socket;
    this.#server.emit('connection', socket);
    this.#socket = undefined;
  }

  #watch(session: ServerHttp2Session, socket: Socket): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
    session.on('error', () => undefined);
    session.setTimeout(idleMillis, () => session.close());
    const flood = (): void => {
      if (session.destroyed) return;
      this.#parts.onFlood(socket);
      session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    };
    const resets = new WindowCounter(most.resets, windowMillis, flood);
    const pings = new WindowCounter(most.pings, windowMillis, flood);
    const settings = new WindowCounter(most.settings, windowMillis, flood);
    session.on('ping', () => pings.add());
    session.on('remoteSettings', () => settings.add());
    const held: HeldBytes = { bytes: 0 };
    const begin: StreamListener = (stream, headers, _flags, rawHeaders) => {
      stream.once('close', () => {
        if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) resets.add();
      });
      this.#begin(stream, { headers, rawHeaders, socket, held });
    };
    session.on('stream', begin as (stream: ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void);
  }

  #begin(
    stream: ServerHttp2Stream,
    start: { headers: http2.IncomingHttpHeaders; rawHeaders: readonly string[]; socket: Socket; held: HeldBytes },
  ): void {
    const { limits, handle } = this.#parts;
    const opening = asWebSocket(start);
    const request = new Http2Request({ ...start, ...opening, stream, requestMillis: limits.requestMillis });
    const isHead = request.method === 'HEAD';
    const response = new Http2Response(stream, { isHead, stallMillis: limits.idleMillis, held: start.held });
    if (opening) handle(request, response, upgradeOf(stream, response));
    else handle(request, response);
  }

  /** Tells clients to go (GOAWAY) and lets streams under way end. */
  drain(): void {
    for (const session of this.#sessions) session.close();
  }

  destroy(): void {
    for (const session of this.#sessions) session.destroy();
  }
}
