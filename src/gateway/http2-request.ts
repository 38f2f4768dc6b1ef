import { constants, type IncomingHttpHeaders as Http2Headers, type ServerHttp2Stream } from 'node:http2';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { WireRequest } from './wire.js';

/** What Node tells of a new stream. */
export interface StreamStart {
  readonly stream: ServerHttp2Stream;
  readonly headers: Http2Headers;
  readonly rawHeaders: readonly string[];
  readonly socket: Socket;
  /** Milliseconds for the whole request. */
  readonly requestMillis: number;
  /** What comes behind the head is no body. */
  readonly isTunnel?: boolean;
}

/** One HTTP/2 stream as a request: `:authority` is `Host` (RFC 9113 8.3.1), cookie crumbs are joined (8.2.3). */
export class Http2Request implements WireRequest {
  readonly httpVersion = '2.0';
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
  /** There is no body: the head ended the stream. */
  readonly endsWithHead: boolean;
  complete: boolean;
  readonly #stream: ServerHttp2Stream;

  constructor({ stream, headers, rawHeaders, socket, requestMillis, isTunnel = false }: StreamStart) {
    this.#stream = stream;
    this.socket = socket;
    this.method = headers[':method'];
    this.url = headers[':path'];
    this.endsWithHead = stream.endAfterHeaders || isTunnel;
    this.complete = this.endsWithHead;
    this.rawHeaders = ordinaryFields(rawHeaders, headers[':authority']);
    this.headers = ordinaryHeaders(headers);
    if (!this.endsWithHead) this.#limitTime(requestMillis);
  }

  /** HTTP/1 has Node's own timer for this. */
  #limitTime(millis: number): void {
    const stream = this.#stream;
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), millis).unref();
    stream.once('end', () => {
      clearTimeout(timer);
      this.complete = !stream.aborted;
    });
    stream.once('close', () => clearTimeout(timer));
  }

  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'data' | 'end', listener: ((chunk: Buffer) => void) & (() => void)): unknown {
    if (event === 'data') return this.#stream.on('data', listener);
    return this.#stream.on('end', this.#unlessAborted(listener));
  }

  once(_event: 'end', listener: () => void): unknown {
    return this.#stream.once('end', this.#unlessAborted(listener));
  }

  /** Node ends the stream of a client that vanished as if its body were complete. */
  #unlessAborted(listener: () => void): () => void {
    return () => {
      if (!this.#stream.aborted) listener();
    };
  }
}

function ordinaryFields(raw: readonly string[], authority: string | undefined): readonly string[] {
  const fields: string[] = [];
  const crumbs: string[] = [];
  if (authority !== undefined) fields.push('host', authority);
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!;
    const value = raw[i + 1]!;
    if (name === 'cookie') crumbs.push(value);
    // A `Host` that says the same is one reading.
    else if (name === 'host' && value === authority) continue;
    else if (!name.startsWith(':')) fields.push(name, value);
  }
  if (crumbs.length) fields.push('cookie', crumbs.join('; '));
  return fields;
}

function ordinaryHeaders(headers: Http2Headers): IncomingHttpHeaders {
  const ordinary: IncomingHttpHeaders = {};
  for (const name in headers) if (!name.startsWith(':')) ordinary[name] = headers[name];
  const authority = headers[':authority'];
  if (authority !== undefined) ordinary.host = authority;
  return ordinary;
}
