import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Span, SpanSink } from '../core/spans.js';
import type { LiveExchange } from './live-exchange.js';

/** W3C Trace Context, version 00; an id of zeros only is not one (3.2.2). */
const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;
const maxStateLength = 512;
/** OpenTelemetry asks for the known methods only: others would make names without end. */
const known = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY']);

/** The trace of one exchange whose spans are collected. */
export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly sampled: boolean;
  /** Of the answer, once it is known. */
  status: number | undefined;
  /** Code of the denial, when the gateway denied. */
  denied: string | undefined;
  upstream: UpstreamTrace | undefined;
}

/** The call to the upstream; monotonic milliseconds. */
export interface UpstreamTrace {
  readonly spanId: string;
  readonly startedAt: number;
  endedAt: number | undefined;
  status: number | undefined;
}

interface Received {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** What a trusted hop says of the trace; nobody else is believed. */
function received({ headers, client }: LiveExchange): Received | undefined {
  const text = headers['traceparent'];
  const match = client.viaTrusted && typeof text === 'string' ? pattern.exec(text) : null;
  if (!match) return undefined;
  return { traceId: match[1]!, spanId: match[2]!, sampled: (Number.parseInt(match[3]!, 16) & 1) === 1 };
}

/** `tracestate` goes with the trace that it belongs to (W3C Trace Context 3.3). */
export function traceState(exchange: LiveExchange): string | undefined {
  const state = exchange.headers['tracestate'];
  if (state === undefined || !exchange.client.viaTrusted || !received(exchange)) return undefined;
  const text = Array.isArray(state) ? state.join(',') : state;
  return text !== '' && text.length <= maxStateLength ? text : undefined;
}

/**
 * The trace that a request belongs to, for the upstream. One that a trusted hop sent goes on; anybody else's is
 * replaced by a new one, whose id is the request id without dashes, so that logs and traces find each other.
 */
export function traceparent(exchange: LiveExchange): string {
  const { trace } = exchange;
  if (trace) return collected(trace);
  const there = received(exchange);
  if (there) return `00-${there.traceId}-${there.spanId}-${there.sampled ? '01' : '00'}`;
  const id = traceIdOf(exchange);
  return `00-${id}-${id.slice(16)}-01`;
}

/** The request id without dashes: they stand at fixed places. */
function traceIdOf({ id }: LiveExchange): string {
  return id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24);
}

/** Asked when the call begins: the upstream's own spans hang below the one of the call. */
function collected(trace: Trace): string {
  const upstream: UpstreamTrace = {
    spanId: newSpanId(),
    startedAt: performance.now(),
    endedAt: undefined,
    status: undefined,
  };
  trace.upstream = upstream;
  return `00-${trace.traceId}-${upstream.spanId}-${trace.sampled ? '01' : '00'}`;
}

/** Begins the trace of a request; its spans are told when the exchange is over. */
export function beginTrace(exchange: LiveExchange, sink: SpanSink): void {
  const parent = received(exchange);
  const traceId = parent?.traceId ?? traceIdOf(exchange);
  const trace: Trace = {
    traceId,
    spanId: newSpanId(),
    parentSpanId: parent?.spanId,
    sampled: parent ? parent.sampled : isSampled(traceId, sink.sampleRatio),
    status: undefined,
    denied: undefined,
    upstream: undefined,
  };
  exchange.trace = trace;
  if (!trace.sampled) return;
  exchange.onStatus.push((status) => {
    trace.status = status;
  });
  exchange.onEnd.push(() => tell(exchange, trace, sink));
}

/** By the random end of the id, so that every hop that samples the same share takes the same traces. */
function isSampled(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-8), 16) < ratio * 0x1_0000_0000;
}

function newSpanId(): string {
  const id = randomBytes(8);
  // Zeros only would be no id.
  id[0]! |= 1;
  return id.toString('hex');
}

function tell(exchange: LiveExchange, trace: Trace, sink: SpanSink): void {
  const end = performance.now();
  if (trace.upstream) sink.add(callSpan(exchange, trace, trace.upstream, end));
  sink.add(requestSpan(exchange, trace, end));
}

const methodOf = ({ method }: LiveExchange): string => (known.has(method) ? method : '_OTHER');

function requestSpan(exchange: LiveExchange, trace: Trace, end: number): Span {
  const { operation, route, id } = exchange;
  // Nobody waited for the answer any more.
  const status = trace.status ?? 499;
  const path = operation?.publicPath;
  return {
    traceId: trace.traceId,
    spanId: trace.spanId,
    parentSpanId: trace.parentSpanId,
    state: traceState(exchange),
    name: path === undefined ? methodOf(exchange) : `${methodOf(exchange)} ${path}`,
    kind: 'server',
    start: exchange.receivedAt,
    end: exchange.receivedAt + end - exchange.startedAt,
    failed: status >= 500,
    attributes: {
      'http.request.method': methodOf(exchange),
      'http.response.status_code': status,
      'url.scheme': exchange.client.tls ? 'https' : 'http',
      'portcullis.request_id': id,
      ...(path === undefined ? {} : { 'http.route': path }),
      ...(route ? { 'portcullis.api': route.api.model.name } : {}),
      ...(operation ? { 'portcullis.operation': operation.id } : {}),
      ...(trace.denied === undefined ? {} : { 'portcullis.denial': trace.denied }),
      ...(status >= 500 ? { 'error.type': String(status) } : {}),
    },
  };
}

function callSpan(exchange: LiveExchange, trace: Trace, call: UpstreamTrace, end: number): Span {
  const at = (monotonic: number): number => exchange.receivedAt + monotonic - exchange.startedAt;
  const { status } = call;
  const failed = status === undefined || status >= 500;
  return {
    traceId: trace.traceId,
    spanId: call.spanId,
    parentSpanId: trace.spanId,
    state: traceState(exchange),
    name: methodOf(exchange),
    kind: 'client',
    start: at(call.startedAt),
    end: at(call.endedAt ?? end),
    failed,
    attributes: {
      'http.request.method': methodOf(exchange),
      ...(status === undefined ? {} : { 'http.response.status_code': status }),
      ...(failed ? { 'error.type': status === undefined ? 'no answer' : String(status) } : {}),
    },
  };
}
