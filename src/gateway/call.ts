import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import type { UpstreamTrace } from './trace.js';
import type { Deadline, Upstream } from './upstream.js';

/** A rebuilt request. `body` is what the client sent; its length is the only framing. */
export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: string[];
  readonly body: Buffer | null;
  readonly firstByteMillis: number;
  /** Told how the call went, while spans are collected. */
  readonly trace?: UpstreamTrace | undefined;
  /** Protocol to switch to. */
  readonly upgrade?: 'websocket';
}

export type CallFailure = 'unreachable' | 'timeout' | 'invalid';

/** Told what comes back; once `onFailure` or `onEnd` was called, nothing more follows. */
export interface CallListener {
  /** Header fields in turn: name, value. Returns false to stop the answer here. */
  onHead(status: number, headers: readonly string[]): boolean;
  /** Returns false to pause; `resume` goes on. */
  onData(chunk: Buffer): boolean;
  onEnd(): void;
  /** The upstream switched protocols: the connection is the listener's from now on. */
  onSwitch(headers: readonly string[], socket: Duplex): void;
  onFailure(failure: CallFailure): void;
}

const idempotent = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'QUERY']);
const lostConnection = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);
/** Answers of something before the API that could not reach it. */
const gatewayFaults = new Set([502, 503, 504]);
const mostInterim = 16;

/** One request at the upstream, with its time limit and at most one retry. Implements undici's dispatch handler. */
export class UpstreamCall implements Deadline {
  dueAt: number;
  slot = -1;
  /** Set for event streams: silence of the upstream is no fault; a reader that stands still is. */
  patient = false;
  readonly #upstream: Upstream;
  readonly #request: UpstreamRequest;
  readonly #listener: CallListener;
  #abort: ((cause?: Error) => void) | undefined;
  #resume: (() => void) | undefined;
  #state: 'waiting' | 'receiving' | 'done' = 'waiting';
  #retried = false;
  #interim = 0;
  #paused = false;

  constructor(upstream: Upstream, request: UpstreamRequest, listener: CallListener) {
    this.#upstream = upstream;
    this.#request = request;
    this.#listener = listener;
    this.dueAt = performance.now() + request.firstByteMillis;
  }

  start(): void {
    this.#upstream.begin(this);
    this.#dispatch();
  }

  #dispatch(): void {
    const { method, path, headers, body, upgrade } = this.#request;
    try {
      this.#upstream.pool.dispatch(
        { method: method as 'GET', path, headers, body, ...(upgrade ? { upgrade } : {}) },
        this,
      );
    } catch {
      this.#fail('invalid');
    }
  }

  /** Stops it without telling the listener: the client is gone, or the answer was refused. */
  cancel(): void {
    if (this.#state === 'done') return;
    this.#finish();
    this.#abort?.();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#touch();
    this.#resume?.();
  }

  expire(): void {
    this.#fail('timeout');
    this.#abort?.();
  }

  #touch(): void {
    this.dueAt = this.patient && !this.#paused ? Infinity : performance.now() + this.#upstream.idleMillis;
  }

  #finish(): void {
    this.#state = 'done';
    const { trace } = this.#request;
    if (trace) trace.endedAt = performance.now();
    this.#upstream.end(this);
  }

  #fail(failure: CallFailure): void {
    if (this.#state === 'done') return;
    if (this.#state === 'waiting') this.#upstream.breaker.failed();
    this.#finish();
    this.#listener.onFailure(failure);
  }

  onConnect(abort: (cause?: Error) => void): void {
    if (this.#state === 'done') abort();
    else this.#abort = abort;
  }

  onUpgrade(_status: number, raw: Buffer[], socket: Duplex): void {
    if (this.#state === 'done') return void socket.destroy();
    this.#finish();
    this.#listener.onSwitch(
      raw.map((field) => field.toString('latin1')),
      socket,
    );
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean {
    if (this.#state === 'done') return false;
    if (status < 200) {
      if (++this.#interim > mostInterim) this.#refuse();
      return true;
    }
    const headers = raw.map((field) => field.toString('latin1'));
    if (hasBodyWhereNone(status, headers)) {
      this.#refuse();
      return false;
    }
    this.#state = 'receiving';
    if (this.#request.trace) this.#request.trace.status = status;
    if (gatewayFaults.has(status)) this.#upstream.breaker.failed();
    else this.#upstream.breaker.succeeded();
    this.#resume = resume;
    if (!this.#listener.onHead(status, headers)) this.cancel();
    this.#touch();
    return true;
  }

  /** An answer that later requests on this connection could be confused by: it is not used again. */
  #refuse(): void {
    this.#fail('invalid');
    this.#abort?.();
  }

  onData(chunk: Buffer): boolean {
    if (this.#state !== 'receiving') return false;
    this.#paused = !this.#listener.onData(chunk);
    this.#touch();
    return !this.#paused;
  }

  onComplete(): void {
    if (this.#state !== 'receiving') return;
    this.#finish();
    this.#listener.onEnd();
  }

  onError(error: Error & { readonly code?: string }): void {
    if (this.#state === 'done') return;
    if (this.#state === 'waiting' && this.#mayRetry(error.code)) {
      this.#retried = true;
      this.#abort = undefined;
      this.#dispatch();
      return;
    }
    this.#fail(failureOf(error.code));
  }

  /** A kept connection may have been closed while the request was on its way (RFC 9110 9.2.2). */
  #mayRetry(code: string | undefined): boolean {
    if (this.#retried || code === undefined || !lostConnection.has(code)) return false;
    return idempotent.has(this.#request.method) && this.#upstream.mayRetry();
  }
}

function failureOf(code: string | undefined): CallFailure {
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'unreachable';
  return code !== undefined && (unreachable.has(code) || lostConnection.has(code)) ? 'unreachable' : 'invalid';
}

/** 204 has no body, so a length above 0 leaves bytes that the next answer would begin with (RFC 9112 6.3). */
function hasBodyWhereNone(status: number, headers: readonly string[]): boolean {
  if (status !== 204) return false;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase();
    if (name === 'transfer-encoding' || (name === 'content-length' && headers[i + 1] !== '0')) return true;
  }
  return false;
}
