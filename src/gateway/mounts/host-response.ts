import type { OutgoingHttpHeader, ServerResponse } from 'node:http';
import type { CallListener } from '../call.js';
import type { AnswerCall } from '../relay.js';
import { endInOnePiece } from '../one-piece.js';
import type { WireResponse } from '../wire.js';

/** Responses that are being written for good: what their methods call on themselves is not the app's. */
const inside = new WeakSet<ServerResponse>();

/** The host's response by the methods that it had before the app's were put in front of them. */
export class DirectResponse implements WireResponse {
  readonly #host: ServerResponse;
  readonly #writeHead: ServerResponse['writeHead'];
  readonly #write: ServerResponse['write'];
  readonly #end: ServerResponse['end'];
  readonly #flushHeaders: ServerResponse['flushHeaders'];

  constructor(host: ServerResponse) {
    this.#host = host;
    this.#writeHead = host.writeHead.bind(host);
    this.#write = host.write.bind(host);
    this.#end = host.end.bind(host);
    this.#flushHeaders = host.flushHeaders.bind(host);
  }

  get writableLength(): number {
    return this.#host.writableLength;
  }

  /** Fields of the app and of what runs before it are in `fields` already, or are not to be sent. */
  writeHead(status: number, fields: string[]): unknown {
    for (const name of this.#host.getHeaderNames()) this.#host.removeHeader(name);
    return this.#directly(() => this.#writeHead(status, fields));
  }

  flushHeaders(): void {
    this.#directly(() => this.#flushHeaders());
  }

  #directly<T>(write: () => T): T {
    inside.add(this.#host);
    try {
      return write();
    } finally {
      inside.delete(this.#host);
    }
  }

  /** Node's server has answered `Expect: 100-continue` before it called the host. */
  writeContinue(): void {}

  write(chunk: Buffer | string): boolean {
    return this.#directly(() => this.#write(chunk));
  }

  end(body?: Buffer | string, encoding?: BufferEncoding): unknown {
    return this.#directly(() => {
      if (body === undefined) return this.#end();
      if (typeof body !== 'string' || body === '') return this.#end(body);
      const { socket } = this.#host;
      return endInOnePiece({ write: this.#write, end: this.#end, socket }, body, encoding ?? 'utf8');
    });
  }

  destroy(): unknown {
    return this.#host.destroy();
  }

  on(event: 'close' | 'drain', listener: () => void): unknown {
    return this.#host.on(event, listener);
  }

  once(event: 'close', listener: () => void): unknown {
    return this.#host.once(event, listener);
  }
}

type Fields = readonly (readonly [string, OutgoingHttpHeader | undefined])[];
type Callback = (error?: Error | null) => void;

const bodiless = new Set([204, 304]);

export interface AppCallParts {
  readonly response: ServerResponse;
  readonly listener: CallListener;
  /** Calls the app. */
  readonly next: () => void;
  /** Milliseconds until the app has to begin its answer. */
  readonly firstByteMillis: number;
}

/** The app of this process as what brings the answer: what it writes is judged before it leaves. */
export class AppCall implements AnswerCall {
  patient = false;
  readonly #parts: AppCallParts;
  #timer: NodeJS.Timeout | undefined;
  #begun = false;
  #ended = false;
  #stopped = false;

  constructor(parts: AppCallParts) {
    this.#parts = parts;
  }

  start(): void {
    const { response, listener, next, firstByteMillis } = this.#parts;
    this.#intercept(response);
    this.#timer = setTimeout(() => {
      this.#stopped = true;
      listener.onFailure('timeout');
    }, firstByteMillis).unref();
    process.nextTick(next);
  }

  cancel(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** The host's response tells the app by itself. */
  resume(): void {}

  #intercept(response: ServerResponse): void {
    const own = { writeHead: response.writeHead, write: response.write, flushHeaders: response.flushHeaders };
    response.writeHead = ((status: number, ...rest: unknown[]) => {
      if (inside.has(response)) return own.writeHead.apply(response, [status, ...rest] as [number]);
      this.#begin(
        status,
        rest.find((value) => typeof value === 'object' && value !== null),
      );
      return response;
    }) as ServerResponse['writeHead'];
    response.flushHeaders = () =>
      inside.has(response) ? own.flushHeaders.call(response) : this.#begin(response.statusCode);
    response.write = ((chunk: unknown, ...rest: unknown[]) =>
      inside.has(response)
        ? own.write.apply(response, [chunk, ...rest] as [unknown, BufferEncoding])
        : this.#write(chunk, rest)) as ServerResponse['write'];
    response.end = ((...args: unknown[]) => this.#end(args)) as ServerResponse['end'];
    Object.defineProperty(response, 'headersSent', { configurable: true, get: () => this.#begun });
    Object.defineProperty(response, 'writableEnded', { configurable: true, get: () => this.#ended });
  }

  #begin(status: number, given?: unknown): void {
    if (this.#begun) return;
    const { response, listener } = this.#parts;
    response.statusCode = status;
    const fields = fieldsOf(response, given);
    this.#begun = true;
    clearTimeout(this.#timer);
    if (!this.#stopped && !listener.onHead(status, fields)) this.#stopped = true;
  }

  #write(chunk: unknown, rest: readonly unknown[]): boolean {
    this.#begin(this.#parts.response.statusCode);
    const callback = rest.find((value) => typeof value === 'function') as Callback | undefined;
    if (callback) process.nextTick(callback);
    if (this.#ended || this.#stopped || bodiless.has(this.#parts.response.statusCode)) return true;
    const bytes = toBuffer(chunk, rest[0]);
    return bytes.length === 0 || this.#parts.listener.onData(bytes);
  }

  #end(args: readonly unknown[]): ServerResponse {
    const { response, listener } = this.#parts;
    if (this.#ended) return response;
    const [chunk, ...rest] = args;
    const callback = args.find((value) => typeof value === 'function') as (() => void) | undefined;
    if (callback) response.once('finish', callback);
    this.#begin(response.statusCode);
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
      this.#write(
        chunk,
        rest.filter((value) => value !== callback),
      );
    }
    this.#ended = true;
    if (!this.#stopped) listener.onEnd();
    return response;
  }
}

function toBuffer(chunk: unknown, encoding: unknown): Buffer {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (typeof chunk !== 'string') throw new TypeError('The body of an answer is text or bytes');
  return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
}

/** What was set one by one, and what `writeHead` was given, which stands over it; name and value in turn. */
function fieldsOf(response: ServerResponse, given: unknown): readonly string[] {
  const own = givenFields(given);
  const replaced = new Set(own.map(([name]) => name.toLowerCase()));
  const set: Fields = response.getHeaderNames().map((name) => [name, response.getHeader(name)]);
  const fields: string[] = [];
  for (const [name, value] of [...set.filter(([name]) => !replaced.has(name)), ...own]) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) fields.push(name, String(one));
  }
  return fields;
}

function givenFields(given: unknown): Fields {
  if (!Array.isArray(given)) return Object.entries((given ?? {}) as Record<string, OutgoingHttpHeader>);
  if (Array.isArray(given[0])) return given as (readonly [string, OutgoingHttpHeader])[];
  const flat = given as readonly OutgoingHttpHeader[];
  return flat.flatMap((value, i): Fields => (i % 2 ? [] : [[String(value), flat[i + 1]]]));
}
