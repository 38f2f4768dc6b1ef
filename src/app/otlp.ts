import { randomBytes } from 'node:crypto';
import type { SpanSink } from '../core/spans.js';
import { gauge, type MetricFamily } from '../gateway/metrics.js';
import type { OtlpPolicy } from '../model/types.js';
import { OtlpPost } from '../telemetry/otlp-post.js';
import { otlpSettings, type OtlpSettings } from '../telemetry/otlp-settings.js';
import { OtlpSpans } from '../telemetry/otlp-spans.js';
import { metricsMessage } from './otlp-metrics.js';
import { version } from './version.js';

export interface OtlpParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves `${env:NAME}` and `${file:PATH}`; throws POLICY_SECRET_MISSING. */
  readonly secretOf: (text: string) => string;
  /** What is counted in this process. */
  readonly metrics: () => readonly MetricFamily[];
}

interface Sending {
  readonly key: string;
  readonly spans: OtlpSpans | undefined;
  close(): Promise<void>;
}

/** Traces and metrics of one process on their way to a collector, as the policy and the environment say. */
export class Otlp {
  readonly #parts: OtlpParts;
  readonly #instance = randomBytes(8).toString('hex');
  readonly #since = Date.now();
  #sending: Sending | undefined;
  /** Of collectors that another policy named. */
  #droppedBefore = 0;

  /** Throws POLICY_INVALID and POLICY_SECRET_MISSING. */
  constructor(policy: OtlpPolicy | undefined, parts: OtlpParts) {
    this.#parts = parts;
    this.change(policy);
  }

  get spans(): SpanSink | undefined {
    return this.#sending?.spans;
  }

  /** Throws what `change` would. */
  check(policy: OtlpPolicy | undefined): void {
    this.#settings(policy);
  }

  /** Goes over to what another policy says; what waits for the collector before is still sent. */
  change(policy: OtlpPolicy | undefined): void {
    const settings = this.#settings(policy);
    const key = JSON.stringify(settings ?? null);
    if (this.#sending?.key === key) return;
    void this.#end();
    this.#sending = settings && this.#begin(key, settings);
  }

  #settings(policy: OtlpPolicy | undefined): OtlpSettings | undefined {
    const { env, secretOf } = this.#parts;
    if (!policy) return otlpSettings(undefined, env);
    const headers = Object.entries(policy.headers ?? {}).map(([name, value]) => [name, secretOf(value)]);
    return otlpSettings({ ...policy, headers: Object.fromEntries(headers) as Record<string, string> }, env);
  }

  #begin(key: string, settings: OtlpSettings): Sending {
    const resource = { ...settings.resource, 'service.version': version, 'service.instance.id': this.#instance };
    const { tracesUrl, metricsUrl } = settings;
    const spans = tracesUrl === undefined ? undefined : new OtlpSpans({ ...settings, url: tracesUrl, resource });
    const metrics = metricsUrl === undefined ? undefined : new OtlpPost({ ...settings, url: metricsUrl });
    const tell = async (): Promise<void> => {
      const message = metricsMessage(this.#parts.metrics(), { resource, since: this.#since, now: Date.now() });
      // Totals since the start: one that is lost is made good by the next.
      await metrics?.send(message, Math.min(settings.timeoutMillis, settings.metricsMillis));
    };
    const timer = metrics && setInterval(() => void tell(), settings.metricsMillis).unref();
    return {
      key,
      spans,
      async close() {
        clearInterval(timer);
        await spans?.close();
        await metrics?.close();
      },
    };
  }

  families(): readonly MetricFamily[] {
    const { spans } = this.#sending ?? {};
    const dropped = this.#droppedBefore + (spans?.dropped ?? 0);
    if (!spans && dropped === 0) return [];
    return [gauge('portcullis_spans_dropped', 'Spans that the collector never got.', [{ labels: {}, value: dropped }])];
  }

  async #end(): Promise<void> {
    const before = this.#sending;
    this.#sending = undefined;
    await before?.close();
    this.#droppedBefore += before?.spans?.dropped ?? 0;
  }

  close(): Promise<void> {
    return this.#end();
  }
}
