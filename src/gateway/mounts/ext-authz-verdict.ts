import { EventEmitter } from 'node:events';
import { upstreamRequest } from '../forward.js';
import type { LiveExchange } from '../live-exchange.js';
import { plainProblem, problemMediaType } from '../problem.js';
import type { Route } from '../runtime.js';
import type { WireResponse } from '../wire.js';
import type { CheckResponse, HeaderOption } from './ext-authz-proto.js';

/** Codes of gRPC. Any but 0 denies; which one it is shows in Envoy's statistics only. */
const codes = { ok: 0, denied: 7, exhausted: 8, unavailable: 14, unauthenticated: 16 } as const;

/** Fields that Envoy writes itself, or that are about its connection to us. */
const framing = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive']);

/** Fields of the request that are Envoy's to write. */
const ofEnvoy =
  /^(?:host|connection|content-length|transfer-encoding|te|upgrade|expect|x-forwarded-(?:for|proto)|x-envoy-.*)$/;

/** What an accepted request gets besides. */
interface Changes {
  readonly headers: readonly HeaderOption[];
  readonly headersToRemove: readonly string[];
}

/**
 * An answer as Envoy's `CheckResponse`. Everything that is not a pass is `denied_response`, never `error_response` or a
 * failed call: those pass with `failure_mode_allow`.
 */
export class CheckVerdict implements WireResponse {
  readonly #reply: (response: CheckResponse) => void;
  readonly #events = new EventEmitter();
  #status = 503;
  #fields: readonly string[] = [];
  #body = '';
  #changes: Changes | undefined;
  #isOver = false;

  constructor(reply: (response: CheckResponse) => void) {
    this.#reply = reply;
  }

  readonly writableLength = 0;

  /** The request passes: what an upstream of ours would not get is taken away from it. */
  accept(exchange: LiveExchange, route: Route): void {
    const judged = upstreamRequest(exchange, route, { authority: exchange.head.authority }).headers;
    const kept = new Map(judged.flatMap((name, i) => (i % 2 ? [] : [[name.toLowerCase(), judged[i + 1]!] as const])));
    const received = new Set(
      exchange.request.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()),
    );
    const set = ['x-request-id', 'traceparent', ...(received.has('x-forwarded-host') ? ['x-forwarded-host'] : [])];
    this.#changes = {
      headers: set.flatMap((name) => (kept.has(name) ? [option(name, kept.get(name)!, false)] : [])),
      headersToRemove: [...received].filter((name) => !kept.has(name) && !ofEnvoy.test(name)),
    };
  }

  writeHead(status: number, fields: string[]): unknown {
    this.#status = status;
    this.#fields = fields;
    return this;
  }

  flushHeaders(): void {}

  writeContinue(): void {}

  write(chunk: Buffer | string): boolean {
    this.#body += chunk.toString();
    return true;
  }

  end(body: Buffer | string = '', encoding: BufferEncoding = 'utf8'): unknown {
    this.#body += typeof body === 'string' ? Buffer.from(body, encoding).toString('utf8') : body.toString('utf8');
    return this.#finish(this.#changes ? passed(this.#fields, this.#changes) : this.#denied());
  }

  /** Nobody made an answer, or not all of it. */
  destroy(): unknown {
    return this.#finish(unavailable());
  }

  /** Envoy does not wait any more. */
  cancel(): void {
    this.#finish(undefined);
  }

  on(event: 'close' | 'drain', listener: () => void): unknown {
    return this.#events.on(event, listener);
  }

  once(event: 'close', listener: () => void): unknown {
    return this.#events.once(event, listener);
  }

  #denied(): CheckResponse {
    const status = { code: codeOf(this.#status) };
    return { status, denied: { status: { code: this.#status }, headers: options(this.#fields), body: this.#body } };
  }

  #finish(response: CheckResponse | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (response) this.#reply(response);
    process.nextTick(() => this.#events.emit('close'));
  }
}

function passed(fields: readonly string[], changes: Changes): CheckResponse {
  return { status: { code: codes.ok }, ok: { ...changes, responseHeadersToAdd: options(fields) } };
}

/** For who may not ask. */
export function refusedStranger(): CheckResponse {
  return refused(403, 'Not one of those who may ask');
}

/** For a verdict that did not come in time. */
export function unavailable(): CheckResponse {
  return refused(503, 'No verdict');
}

function refused(status: number, title: string): CheckResponse {
  const headers = [option('content-type', problemMediaType, false)];
  return {
    status: { code: codeOf(status) },
    denied: { status: { code: status }, headers, body: plainProblem(status, '', title) },
  };
}

function codeOf(status: number): number {
  if (status === 401) return codes.unauthenticated;
  if (status === 429) return codes.exhausted;
  return status >= 500 ? codes.unavailable : codes.denied;
}

/** Several values of one name are added one by one; the first replaces what Envoy would write. */
function options(fields: readonly string[]): readonly HeaderOption[] {
  const seen = new Set<string>();
  return fields.flatMap((name, i) => {
    const lower = name.toLowerCase();
    if (i % 2 || framing.has(lower)) return [];
    const append = seen.has(lower);
    seen.add(lower);
    return [option(lower, fields[i + 1]!, append)];
  });
}

function option(key: string, value: string, append: boolean): HeaderOption {
  return { header: { key, value }, append: { value: append } };
}
