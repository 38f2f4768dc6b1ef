import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Span, SpanSink } from '../core/spans.js';
import { attributesOf, resourceOf, scope } from './otlp-values.js';
import { OtlpPost, type Posted } from './otlp-post.js';

export interface OtlpSpansOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  readonly sampleRatio: number;
  readonly resource: Readonly<Record<string, string>>;
  /** Spans that may wait; default 4,096. */
  readonly most?: number;
  /** Longest pause between two messages; default 1,000. */
  readonly pauseMillis?: number;
}

const batchSize = 512;
const backOffMillis = { first: 500, most: 30_000 };
/** What a stopping gateway waits for its last spans. */
const lastMillis = 2000;

/**
 * Sends spans as OTLP/HTTP in JSON, in batches and in the background: a receiver that is slow or away costs requests
 * nothing. What it cannot take waits in a bounded queue; beyond that spans are dropped and counted.
 */
export class OtlpSpans implements SpanSink {
  readonly sampleRatio: number;
  /** Spans that were never delivered. */
  dropped = 0;
  sent = 0;
  readonly #options: OtlpSpansOptions;
  readonly #post: OtlpPost;
  readonly #most: number;
  readonly #stop = new AbortController();
  #waiting: Span[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: OtlpSpansOptions) {
    this.#options = options;
    this.sampleRatio = options.sampleRatio;
    this.#most = options.most ?? 4096;
    this.#post = new OtlpPost(options);
  }

  add(span: Span): void {
    if (this.#stop.signal.aborted || this.#waiting.length >= this.#most) {
      this.dropped++;
      return;
    }
    this.#waiting.push(span);
    if (this.#sending) return;
    if (this.#waiting.length >= batchSize) this.#begin();
    else this.#timer ??= setTimeout(() => this.#begin(), this.#options.pauseMillis ?? 1000).unref();
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
      // Came while the last message was on its way.
      if (this.#waiting.length)
        this.#timer ??= setTimeout(() => this.#begin(), this.#options.pauseMillis ?? 1000).unref();
    });
  }

  async #sendAll(): Promise<void> {
    let pause = backOffMillis.first;
    while (this.#waiting.length && !this.#stop.signal.aborted) {
      const posted = await this.#sendBatch();
      if (posted.state !== 'later') {
        pause = backOffMillis.first;
        continue;
      }
      // Half of the pause by chance: gateways that lost a receiver together do not come back together.
      const wait = posted.afterMillis ?? pause * (0.5 + Math.random() / 2);
      pause = Math.min(pause * 2, backOffMillis.most);
      await sleep(wait, undefined, { ref: false, signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async #sendBatch(timeoutMillis?: number): Promise<Posted> {
    const batch = this.#waiting.slice(0, batchSize);
    const posted = await this.#post.send(messageOf(batch, this.#options.resource), timeoutMillis);
    if (posted.state === 'later') return posted;
    this.#waiting.splice(0, batch.length);
    if (posted.state === 'taken') this.sent += batch.length;
    else this.dropped += batch.length;
    return posted;
  }

  /** Tries once more to deliver what waits, for 2 s at most; what is left counts as dropped. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop.abort();
    const end = performance.now() + lastMillis;
    await Promise.race([this.#sending, sleep(lastMillis)]);
    // A message that is still on its way may arrive: its spans are not sent a second time.
    while (!this.#sending && this.#waiting.length && performance.now() < end) {
      const { state } = await this.#sendBatch(Math.max(1, end - performance.now()));
      if (state === 'later') break;
    }
    this.dropped += this.#waiting.length;
    this.#waiting = [];
    await this.#post.close();
  }
}

const kinds = { server: 2, client: 3 } as const;

/** `ExportTraceServiceRequest` in JSON (OTLP 1.x: ids in hex, 64-bit numbers as text). */
function messageOf(spans: readonly Span[], resource: Readonly<Record<string, string>>): unknown {
  return { resourceSpans: [{ resource: resourceOf(resource), scopeSpans: [{ scope, spans: spans.map(toOtlp) }] }] };
}

function toOtlp({ traceId, spanId, parentSpanId, state, name, kind, start, end, failed, attributes }: Span): unknown {
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    ...(state === undefined ? {} : { traceState: state }),
    name,
    kind: kinds[kind],
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(Math.max(start, end)),
    attributes: attributesOf(attributes),
    status: failed ? { code: 2 } : {},
  };
}

function nanos(millis: number): string {
  return `${BigInt(Math.round(millis * 1000)) * 1000n}`;
}
