import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Denial } from './exchange.js';
import type { EventWriter } from './events.js';
import { addOwnFields, answerFields, type FlatHeaders } from './headers.js';
import type { LiveExchange } from './live-exchange.js';
import type { GatewayMetrics } from './metrics.js';
import { endInOnePiece } from './one-piece.js';
import { plainProblem, problemMediaType, problemOf } from './problem.js';
import { isMultiplexed, type WireResponse } from './wire.js';

/** An answer that is complete. `fields` are name and value in turn, without framing. */
export interface CompleteAnswer {
  readonly status: number;
  readonly fields: FlatHeaders;
  readonly body: Buffer | string;
  /** The upstream's `Content-Length`, for answers to HEAD. */
  readonly declaredLength?: string | undefined;
}

/** How long a client may go on sending its body after it was answered, so that it can read the answer. */
const lingerMillis = 500;

const inlineBytes = 16_384;

const closingMark = Symbol('closing');
type Marked = Socket & { [closingMark]?: boolean };

/** Marks the connection: requests that were sent behind this one are not looked at any more. */
export function markClosing(socket: Socket): void {
  (socket as Marked)[closingMark] = true;
}

export function isClosing(socket: Socket): boolean {
  return (socket as Marked)[closingMark] === true;
}

/** Refusals after which the two sides may not agree on where the next request begins. */
const closingCodes = new Set([
  'REQUEST_MALFORMED',
  'PATH_AMBIGUOUS',
  'URI_TOO_LONG',
  'HEADERS_TOO_LARGE',
  'BODY_TOO_LARGE',
]);

/** Writes answers. Everything that leaves the gateway for a request that could be read goes through here. */
export class Responder {
  readonly #events: EventWriter;
  readonly #idleMillis: number;
  readonly #metrics: GatewayMetrics;
  denials = 0;
  draining = false;

  /** `idleMillis`: how long a client may take nothing of an answer that is ready for it. */
  constructor(events: EventWriter, metrics: GatewayMetrics, idleMillis: number) {
    this.#events = events;
    this.#metrics = metrics;
    this.#idleMillis = idleMillis;
  }

  /** The event is in the journal before the answer ends. */
  deny(exchange: LiveExchange, denial: Denial): void {
    if (exchange.answered || exchange.over) return;
    this.denials++;
    if (exchange.trace) exchange.trace.denied = denial.code;
    exchange.settle(denial.status);
    const time = micros(exchange);
    this.#watched(exchange);
    this.#metrics.denied(denial.guard ?? 'gateway', 'enforce');
    (exchange.route?.counters ?? this.#metrics.unmatched).add('denied', denial.status, time / 1000);
    this.#events.denial(exchange, denial, time);
    const uniform = exchange.operation?.policy.response.uniform;
    if (uniform?.statuses.includes(denial.status)) return this.uniform(exchange, uniform);
    const fields: FlatHeaders = ['content-type', problemMediaType, 'cache-control', 'no-store'];
    for (const name in denial.headers) fields.push(name, denial.headers[name]!);
    const closes = closingCodes.has(denial.code);
    this.#write(exchange, { status: denial.status, fields, body: problemOf(denial, exchange.id) }, closes);
  }

  /** The one answer that stands for several, so that callers cannot tell causes apart (CWE-204). */
  uniform(exchange: LiveExchange, { status, title }: { readonly status: number; readonly title: string }): void {
    const fields: FlatHeaders = ['content-type', problemMediaType, 'cache-control', 'no-store'];
    this.#write(exchange, { status, fields, body: plainProblem(status, exchange.id, title) }, false);
  }

  /** An answer of the upstream, or one made of it. */
  answer(exchange: LiveExchange, answer: CompleteAnswer): void {
    exchange.settle(answer.status);
    this.#record(exchange, answer.status, answer.body.length);
    this.#write(exchange, answer, false);
  }

  /** Begins an answer that is sent as it comes. Throws when the upstream's fields cannot be written. */
  begin(exchange: LiveExchange, status: number, upstreamFields: readonly string[], length: string | undefined): void {
    const fields = answerFields(exchange, upstreamFields);
    addOwnFields(exchange, fields);
    if (length !== undefined) fields.push('content-length', length);
    this.#close(exchange, fields, false);
    exchange.response.writeHead(status, fields);
    exchange.answered = true;
    exchange.settle(status);
  }

  /** The end of an answer that was sent as it came, or of a client that went away. */
  ended(exchange: LiveExchange, status: number, bytesOut: number): void {
    this.#record(exchange, status, bytesOut);
  }

  #record(exchange: LiveExchange, status: number, bytesOut: number): void {
    const time = micros(exchange);
    this.#watched(exchange);
    (exchange.route?.counters ?? this.#metrics.unmatched).add('allowed', status, time / 1000);
    this.#events.access(exchange, { status, micros: time, bytesOut });
  }

  #watched(exchange: LiveExchange): void {
    for (const { guard } of exchange.wouldDenied ?? []) this.#metrics.denied(guard ?? 'gateway', 'monitor');
    this.#events.wouldDeny(exchange);
  }

  #write(exchange: LiveExchange, { status, fields, body, declaredLength }: CompleteAnswer, closes: boolean): void {
    const { response, request } = exchange;
    exchange.answered = true;
    addOwnFields(exchange, fields);
    const length = lengthField(exchange.method, status, body, declaredLength);
    if (length !== undefined) fields.push('content-length', length);
    const unread = exchange.hasBody && !request.complete;
    this.#close(exchange, fields, closes || unread);
    response.writeHead(status, fields);
    if (!unread || exchange.head.expectsContinue) {
      end(response, body);
      // Node ends a connection that stands still so long, and sets the time of a kept one itself.
      // A call that passes the host's server by (Fastify's `inject`) has a socket in name only.
      if (response.writableLength > 0 && !isMultiplexed(request)) request.socket.setTimeout?.(this.#idleMillis);
      return exchange.finish();
    }
    response.flushHeaders();
    response.write(body);
    linger(exchange);
  }

  /** `Connection: close` where this answer is the last one, and then nothing behind it is read. */
  #close(exchange: LiveExchange, fields: FlatHeaders, closes: boolean): void {
    // A stream of HTTP/2 has its own end, and bytes behind it belong to other streams.
    if (isMultiplexed(exchange.request)) return;
    if (!closes && !exchange.head.closes && !this.draining) return;
    fields.push('connection', 'close');
    markClosing(exchange.request.socket);
  }
}

/** No length where there is no body to measure (RFC 9110 8.6); HEAD keeps that of the upstream. */
function lengthField(
  method: string,
  status: number,
  body: Buffer | string,
  declared: string | undefined,
): string | undefined {
  if (status === 204 || status === 304) return undefined;
  if (method === 'HEAD' && body.length === 0) return declared;
  return String(Buffer.byteLength(body));
}

function end(response: WireResponse, body: Buffer | string): void {
  if (body.length === 0 || body.length > inlineBytes) return void response.end(body);
  const [text, encoding] =
    typeof body === 'string' ? ([body, 'utf8'] as const) : ([body.toString('latin1'), 'latin1'] as const);
  if (response instanceof ServerResponse) endInOnePiece(response, text, encoding);
  else response.end(text, encoding);
}

/** Closing at once would reset the connection under a client that still sends, and the answer would be lost. */
function linger(exchange: LiveExchange): void {
  const { request, response } = exchange;
  const end = (): void => {
    clearTimeout(timer);
    response.end();
    exchange.finish();
  };
  const timer = setTimeout(end, lingerMillis);
  request.on('data', () => undefined);
  request.once('end', end);
  response.once('close', end);
}

function micros(exchange: LiveExchange): number {
  return Math.round((performance.now() - exchange.startedAt) * 1000);
}
