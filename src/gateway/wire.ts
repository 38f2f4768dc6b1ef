import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { ClientCertificate } from '../identity/verifier.js';

/** What the flow needs of a request, whichever version of HTTP brought it. Node's `IncomingMessage` is one. */
export interface WireRequest {
  /** As the message says: a text of HTTP/1 may claim any. */
  readonly httpVersion: string;
  /** HTTP/2 only: whether the head ended the stream, so that there is no body. */
  readonly endsWithHead?: boolean;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Field names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
  /** What a hop that we asked for says of the client's certificate; else that of the socket counts. */
  readonly clientCertificate?: ClientCertificate | undefined;
  /** The body was received to its end. */
  readonly complete: boolean;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  once(event: 'end', listener: () => void): unknown;
}

/** Where the answer goes. Node's `ServerResponse` is one. */
export interface WireResponse {
  readonly writableLength: number;
  /** Fields are names and values in turn. Throws when one of them cannot be written. */
  writeHead(status: number, fields: string[]): unknown;
  flushHeaders(): void;
  writeContinue(): void;
  write(chunk: Buffer | string): boolean;
  end(): unknown;
  end(body: Buffer | string): unknown;
  end(body: string, encoding: BufferEncoding): unknown;
  /** Takes from what the client may leave lying on one connection that several answers share. */
  reserve?(bytes: number): boolean;
  /** Cuts the answer off, so that the client sees that it is not complete. */
  destroy(): unknown;
  on(event: 'close' | 'drain', listener: () => void): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** Several requests share the connection, so none of them may end it. */
export function isMultiplexed({ endsWithHead }: WireRequest): boolean {
  return endsWithHead !== undefined;
}
