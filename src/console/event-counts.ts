import type { SecurityEvent } from '../core/events.js';
import type { EventFilter, EventStore, RollUp } from '../store/store.js';
import type { CompiledQuery } from '../telemetry/query-match.js';
import { queryField } from '../telemetry/query-fields.js';
import { look } from './event-query.js';

const minuteMillis = 60_000;
const mostCounted = 20_000;

export interface Bucket {
  readonly time: number;
  allowed: number;
  denied: number;
  wouldDeny: number;
  failed: number;
  info: number;
}

export interface Histogram {
  readonly from: number;
  readonly until: number;
  readonly bucketMillis: number;
  /** False: there were more events than were counted, the newest of them. */
  readonly exact: boolean;
  readonly counted: number;
  readonly buckets: readonly Bucket[];
}

export interface HistogramRange {
  readonly since: number;
  readonly until: number;
  readonly buckets: number;
}

const names: Readonly<Record<SecurityEvent['outcome'], keyof Omit<Bucket, 'time'>>> = {
  allowed: 'allowed',
  denied: 'denied',
  'would-deny': 'wouldDeny',
  failed: 'failed',
  info: 'info',
};

/** Parts of a filter that the sums by minute know of. */
const summed: ReadonlySet<keyof EventFilter> = new Set([
  'api',
  'operation',
  'kind',
  'outcome',
  'statusClass',
  'since',
  'until',
]);

/** Events by time and outcome: from the sums by minute where they can say it, else by looking at the events. */
export async function histogram(events: EventStore, query: CompiledQuery, range: HistogramRange): Promise<Histogram> {
  const bucketMillis = widthOf(range);
  const from = Math.floor(range.since / bucketMillis) * bucketMillis;
  const made = emptyBuckets(from, range.until, bucketMillis);
  const add = (time: number, outcome: SecurityEvent['outcome'], count: number): void => {
    const bucket = made[Math.floor((time - from) / bucketMillis)];
    if (bucket) bucket[names[outcome]] += count;
  };
  const facts = { from, until: range.until, bucketMillis, buckets: made };
  if (!query.matches && Object.keys(query.filter).every((name) => summed.has(name as keyof EventFilter))) {
    const rows = (await events.rollUps({ ...narrow(query.filter), since: from, until: range.until })).filter(
      fits(query.filter),
    );
    for (const { minute, outcome, count } of rows) add(minute, outcome, count);
    return { ...facts, exact: true, counted: rows.reduce((sum, { count }) => sum + count, 0) };
  }
  const bounded = { ...query, filter: { ...query.filter, since: from, until: range.until } };
  const { events: found, next } = await look(events, bounded, { limit: mostCounted });
  for (const event of found) add(event.time, event.outcome, 1);
  return { ...facts, exact: next === undefined, counted: found.length };
}

/** Whole minutes: the sums are of minutes. */
function widthOf({ since, until, buckets }: HistogramRange): number {
  return Math.max(1, Math.ceil((until - since) / buckets / minuteMillis)) * minuteMillis;
}

function emptyBuckets(from: number, until: number, width: number): Bucket[] {
  const count = Math.max(1, Math.ceil((until - from) / width));
  return Array.from({ length: count }, (_, n) => ({
    time: from + n * width,
    allowed: 0,
    denied: 0,
    wouldDeny: 0,
    failed: 0,
    info: 0,
  }));
}

function narrow({ api, operation }: EventFilter): Pick<EventFilter, 'api' | 'operation'> {
  return { ...(api === undefined ? {} : { api }), ...(operation === undefined ? {} : { operation }) };
}

function fits({ kind, outcome, statusClass }: EventFilter): (row: RollUp) => boolean {
  return (row) =>
    (kind === undefined || row.kind === kind) &&
    (outcome === undefined || row.outcome === outcome) &&
    (statusClass === undefined || row.statusClass === statusClass);
}

export interface Facets {
  /** Events that were counted, the newest that match. */
  readonly counted: number;
  readonly exact: boolean;
  readonly fields: Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>;
}

/** The most frequent values of fields among the newest events that match. */
export async function facets(
  events: EventStore,
  query: CompiledQuery,
  { fields, top = 10, most = mostCounted }: { fields: readonly string[]; top?: number; most?: number },
): Promise<Facets> {
  const { events: found, next } = await look(events, query, { limit: most });
  const counted = fields.map((name) => [name, topOf(found, name, top)] as const);
  return { counted: found.length, exact: next === undefined, fields: Object.fromEntries(counted) };
}

export function topOf(
  events: readonly SecurityEvent[],
  name: string,
  top: number,
): readonly { readonly value: string; readonly count: number }[] {
  const field = queryField(name);
  if (!field) return [];
  const counts = new Map<string, number>();
  for (const event of events) {
    const value = field.get(event);
    if (value !== undefined) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.slice(0, top).map(([value, count]) => ({ value, count }));
}
