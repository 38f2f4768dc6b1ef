import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { WireResponse } from './wire.js';

/** Bytes of answers that one connection has not taken yet. */
export interface HeldBytes {
  bytes: number;
}

export interface Http2ResponseOptions {
  readonly isHead: boolean;
  readonly stallMillis: number;
  /** Shared by the streams of a connection. */
  readonly held: HeldBytes;
}

/** What a client may leave lying on one connection; a hundred streams of 1 MiB would add up (RELIABILITY 1). */
const mostHeldBytes = 16 * 1024 * 1024;

/** How long a client may go on sending after its answer. */
const lingerMillis = 500;

/** The answer of one HTTP/2 stream. A client that takes nothing for `stallMillis` is reset. */
export class Http2Response implements WireResponse {
  readonly #stream: ServerHttp2Stream;
  readonly #isHead: boolean;
  readonly #held: HeldBytes;
  #reserved = 0;
  #isDetached = false;
  #pending: OutgoingHttpHeaders | undefined;

  constructor(stream: ServerHttp2Stream, options: Http2ResponseOptions) {
    this.#stream = stream;
    this.#isHead = options.isHead;
    this.#held = options.held;
    stream.on('error', () => undefined);
    // Not as the callback of `setTimeout`: Node calls that once, and the first time may come before the answer.
    stream.on('timeout', () => {
      // Waiting for the upstream is no stall of the client: that has limits of its own.
      if (stream.writableLength > 0) stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.setTimeout(options.stallMillis);
  }

  get writableLength(): number {
    return this.#stream.writableLength;
  }

  get #isOpen(): boolean {
    return !this.#stream.destroyed && !this.#stream.closed;
  }

  writeHead(status: number, fields: string[]): void {
    const headers: OutgoingHttpHeaders = { ':status': status };
    for (let i = 0; i < fields.length; i += 2) addField(headers, fields[i]!.toLowerCase(), fields[i + 1]!);
    this.#pending = headers;
  }

  #respond(endStream: boolean): void {
    const headers = this.#pending;
    if (!headers) return;
    this.#pending = undefined;
    if (this.#isOpen) this.#stream.respond(headers, { endStream: endStream || this.#isHead });
  }

  flushHeaders(): void {
    this.#respond(false);
  }

  writeContinue(): void {
    if (this.#isOpen) this.#stream.additionalHeaders({ ':status': 100 });
  }

  write(chunk: Buffer | string): boolean {
    this.#respond(false);
    return this.#isOpen && !this.#isHead ? this.#stream.write(chunk) : true;
  }

  end(body?: Buffer | string, encoding: BufferEncoding = 'utf8'): void {
    const isEmpty = body === undefined || body.length === 0 || this.#isHead;
    this.#respond(isEmpty);
    if (!this.#isOpen) return;
    this.#endClient();
    if (isEmpty) return void this.#stream.end();
    return void this.#stream.end(body, encoding);
  }

  /** A client that goes on after its answer (a refused tunnel never ends) would hold the connection (RFC 9113 8.1). */
  #endClient(): void {
    const stream = this.#stream;
    if (stream.endAfterHeaders || stream.readableEnded) return;
    const close = (): void => {
      if (this.#isOpen) stream.close(constants.NGHTTP2_NO_ERROR);
    };
    stream.once('finish', () => setTimeout(close, lingerMillis).unref());
  }

  reserve(bytes: number): boolean {
    if (this.#reserved === 0) {
      this.#stream.once('close', () => {
        this.#held.bytes -= this.#reserved;
      });
    }
    this.#reserved += bytes;
    this.#held.bytes += bytes;
    return this.#held.bytes <= mostHeldBytes;
  }

  destroy(): void {
    if (!this.#stream.destroyed) this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }

  /** The stream is not an answer's any more: its end is somebody else's to tell. */
  detach(): void {
    this.#isDetached = true;
  }

  on(event: 'close' | 'drain', listener: () => void): unknown {
    return this.#stream.on(event, () => {
      if (!this.#isDetached) listener();
    });
  }

  once(event: 'close', listener: () => void): unknown {
    return this.#stream.once(event, () => {
      if (!this.#isDetached) listener();
    });
  }
}

/** Several fields of one name stay several. */
export function addField(headers: OutgoingHttpHeaders, name: string, value: string): void {
  const there = headers[name];
  if (there === undefined) headers[name] = value;
  else headers[name] = [...(Array.isArray(there) ? there : [String(there)]), value];
}
