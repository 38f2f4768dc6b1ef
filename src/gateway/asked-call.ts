import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { WireRequest, WireResponse } from './wire.js';

/** A call as somebody describes it: it never was on a wire. */
export interface AskedCall {
  readonly method: string;
  /** Path and query, as a client would send them. */
  readonly target: string;
  /** Without `Host` and framing, unless they are what is asked about. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer | undefined;
  /** Host of the call, for policies with several; default `localhost`. */
  readonly host?: string | undefined;
}

/** Header fields as Node's parser joins them (RFC 9110 5.3). What may not be joined is refused when the head is read. */
function joined(raw: readonly string[]): IncomingHttpHeaders {
  const headers: Record<string, string> = {};
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    const separator = name === 'cookie' ? '; ' : ', ';
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]!}${separator}${raw[i + 1]!}` : raw[i + 1]!;
  }
  return headers;
}

function rawHeadersOf({ headers, body, host = 'localhost' }: AskedCall): readonly string[] {
  const has = (wanted: string): boolean => headers.some(([name]) => name.toLowerCase() === wanted);
  return [
    ...(has('host') ? [] : ['Host', host]),
    ...headers.flat(),
    ...(body === undefined || has('content-length') || has('transfer-encoding')
      ? []
      : ['Content-Length', String(body.length)]),
  ];
}

/** The described call, as the flow reads requests. */
export class AskedWireRequest implements WireRequest {
  readonly httpVersion = '1.1';
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  /** Never connected: there is nobody at the other end. */
  readonly socket = new Socket();
  readonly #body: Buffer | undefined;
  readonly #listeners = new EventEmitter();
  #isGiven = false;
  complete = false;

  constructor(call: AskedCall) {
    this.method = call.method;
    this.url = call.target;
    this.rawHeaders = rawHeadersOf(call);
    this.headers = joined(this.rawHeaders);
    this.#body = call.body;
  }

  on(event: 'data' | 'end', listener: (chunk: Buffer) => void): unknown {
    this.#listeners.on(event, listener);
    if (event === 'end') this.#give();
    return this;
  }

  once(event: 'end', listener: () => void): unknown {
    this.#listeners.once(event, listener);
    this.#give();
    return this;
  }

  #give(): void {
    if (this.#isGiven) return;
    this.#isGiven = true;
    process.nextTick(() => {
      if (this.#body?.length) this.#listeners.emit('data', this.#body);
      this.complete = true;
      this.#listeners.emit('end');
    });
  }
}

/** Takes the answer, and tells when it is there. */
export class AskedWireResponse implements WireResponse {
  readonly writableLength = 0;
  readonly #listeners = new EventEmitter();
  readonly done: Promise<number>;
  #status = 0;
  #finish: (status: number) => void = () => undefined;

  constructor() {
    this.done = new Promise((resolve) => (this.#finish = resolve));
  }

  writeHead(status: number): unknown {
    this.#status = status;
    return this;
  }

  flushHeaders(): void {}

  writeContinue(): void {}

  write(): boolean {
    return true;
  }

  end(): unknown {
    this.#finish(this.#status);
    queueMicrotask(() => this.#listeners.emit('close'));
    return this;
  }

  /** Cut off: what was sent of it is not an answer. */
  destroy(): unknown {
    return this.end();
  }

  on(event: 'close' | 'drain', listener: () => void): unknown {
    this.#listeners.on(event, listener);
    return this;
  }

  once(event: 'close', listener: () => void): unknown {
    this.#listeners.once(event, listener);
    return this;
  }
}
