import type { MetricFamily } from '../gateway/metrics.js';
import { attributesOf, resourceOf, scope } from '../telemetry/otlp-values.js';

type Value = MetricFamily['values'][number];

const cumulative = 2;

/** `ExportMetricsServiceRequest` in JSON: everything counted since `since` (milliseconds since the epoch). */
export function metricsMessage(
  families: readonly MetricFamily[],
  { resource, since, now }: { resource: Readonly<Record<string, string>>; since: number; now: number },
): unknown {
  const times = { startTimeUnixNano: nanos(since), timeUnixNano: nanos(now) };
  const metrics = families.filter(({ values }) => values.length > 0).map((family) => toOtlp(family, times));
  return { resourceMetrics: [{ resource: resourceOf(resource), scopeMetrics: [{ scope, metrics }] }] };
}

function toOtlp({ name, help, type, values }: MetricFamily, times: object): unknown {
  const points = (): unknown[] =>
    values.map(({ labels, value }) => ({ ...times, attributes: attributesOf(labels), asDouble: value }));
  const facts = { name, description: help };
  if (type === 'gauge') return { ...facts, gauge: { dataPoints: points() } };
  if (type === 'counter') {
    return { ...facts, sum: { aggregationTemporality: cumulative, isMonotonic: true, dataPoints: points() } };
  }
  const dataPoints = [...grouped(values).values()].map((group) => histogramPoint(group, times));
  return { ...facts, unit: 's', histogram: { aggregationTemporality: cumulative, dataPoints } };
}

/** The parts of one histogram have the same labels, but for the bound of a bucket. */
function grouped(values: readonly Value[]): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const { le: _le, ...labels } = value.labels;
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? [];
    group.push(value);
    groups.set(key, group);
  }
  return groups;
}

/** Prometheus counts what is at or below each bound, OTLP what is between two. */
function histogramPoint(group: readonly Value[], times: object): unknown {
  const { le: _le, ...labels } = group[0]!.labels;
  const partOf = (end: string): number => group.find(({ metricName }) => metricName?.endsWith(end))?.value ?? 0;
  const buckets = group.filter(({ labels: { le } }) => le !== undefined && le !== '+Inf');
  const atMost = [...buckets.map(({ value }) => value), partOf('_count')];
  return {
    ...times,
    attributes: attributesOf(labels),
    count: String(partOf('_count')),
    sum: partOf('_sum'),
    explicitBounds: buckets.map(({ labels: { le } }) => Number(le)),
    bucketCounts: atMost.map((count, i) => String(count - (atMost[i - 1] ?? 0))),
  };
}

function nanos(millis: number): string {
  return `${BigInt(Math.round(millis)) * 1_000_000n}`;
}
