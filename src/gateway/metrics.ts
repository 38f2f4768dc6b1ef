/** One metric as numbers, in the form that `prom-client` sums over processes and renders. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly aggregator: 'sum' | 'min';
  readonly values: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
    /** Set for the parts of a histogram. */
    readonly metricName?: string;
  }[];
}

/** Upper bounds in milliseconds: from a hit in memory to the longest wait for an upstream. */
const boundsMillis = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000] as const;

const outcomes = ['allowed', 'denied'] as const;
export type Outcome = (typeof outcomes)[number];

/** Plain numbers of one operation: counting a request adds to them and makes nothing. */
export class OperationCounters {
  /** By outcome, then by first digit of the status. */
  readonly requests: Record<Outcome, number[]> = { allowed: [0, 0, 0, 0, 0, 0], denied: [0, 0, 0, 0, 0, 0] };
  readonly buckets: number[] = boundsMillis.map(() => 0);
  count = 0;
  sumMillis = 0;

  add(outcome: Outcome, status: number, millis: number): void {
    const statuses = this.requests[outcome];
    const digit = Math.min(5, Math.floor(status / 100));
    statuses[digit] = (statuses[digit] ?? 0) + 1;
    this.count++;
    this.sumMillis += millis;
    for (let i = boundsMillis.length - 1; i >= 0 && millis <= boundsMillis[i]!; i--) this.buckets[i]!++;
  }
}

/** What the gateway counts. Labels are operations, guards and status classes, so their number is bounded. */
export class GatewayMetrics {
  readonly #operations = new Map<string, { readonly labels: Labels; readonly counters: OperationCounters }>();
  readonly #denials = new Map<string, number>();
  /** Requests that fit no operation. */
  readonly unmatched = this.countersOf('', 'none');

  /** The counters of an operation: a reload goes on with those that are there. */
  countersOf(api: string, operation: string): OperationCounters {
    const key = `${api}\n${operation}`;
    const there = this.#operations.get(key);
    if (there) return there.counters;
    const counters = new OperationCounters();
    this.#operations.set(key, { labels: { api, operation }, counters });
    return counters;
  }

  denied(guard: string, mode: 'enforce' | 'monitor'): void {
    const key = `${guard}\n${mode}`;
    this.#denials.set(key, (this.#denials.get(key) ?? 0) + 1);
  }

  families(): readonly MetricFamily[] {
    const used = [...this.#operations.values()].filter(({ counters }) => counters.count > 0);
    return [
      counter('portcullis_requests_total', 'Requests, by what became of them.', used.flatMap(requestValues)),
      counter(
        'portcullis_denials_total',
        'Denials, and in monitor mode what would have been one.',
        [...this.#denials].map(([key, value]) => {
          const [guard = '', mode = ''] = key.split('\n');
          return { labels: { guard, mode }, value };
        }),
      ),
      {
        name: 'portcullis_request_duration_seconds',
        help: 'Whole time at the gateway, the upstream included.',
        type: 'histogram',
        aggregator: 'sum',
        values: used.flatMap(durationValues),
      },
    ];
  }
}

type Labels = { readonly api: string; readonly operation: string };
type Counted = { readonly labels: Labels; readonly counters: OperationCounters };

function counter(name: string, help: string, values: MetricFamily['values']): MetricFamily {
  return { name, help, type: 'counter', aggregator: 'sum', values };
}

/** A metric whose value is what is there now. */
export function gauge(name: string, help: string, values: MetricFamily['values']): MetricFamily {
  return { name, help, type: 'gauge', aggregator: 'sum', values };
}

function requestValues({ labels, counters }: Counted): MetricFamily['values'] {
  return outcomes.flatMap((outcome) =>
    counters.requests[outcome].flatMap((value, digit) =>
      value > 0 ? [{ labels: { ...labels, outcome, status: `${digit}xx` }, value }] : [],
    ),
  );
}

function durationValues({ labels, counters }: Counted): MetricFamily['values'] {
  const name = 'portcullis_request_duration_seconds';
  return [
    ...counters.buckets.map((value, i) => ({
      labels: { ...labels, le: String(boundsMillis[i]! / 1000) },
      value,
      metricName: `${name}_bucket`,
    })),
    { labels: { ...labels, le: '+Inf' }, value: counters.count, metricName: `${name}_bucket` },
    { labels, value: counters.sumMillis / 1000, metricName: `${name}_sum` },
    { labels, value: counters.count, metricName: `${name}_count` },
  ];
}
