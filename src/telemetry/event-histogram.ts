import type { SecurityEvent } from '../core/events.js';
import { present } from '../store/control/rows.js';
import type { EventFilter, EventStore, RollUp } from '../store/store.js';
import { searchEvents } from './event-search.js';
import { timeOf } from './query-fields.js';
import { compileQuery, type CompiledQuery } from './query-match.js';
import type { Query } from './query.js';

export interface HistogramOptions {
  /** Inclusive and exclusive, milliseconds since the epoch; widened to whole buckets. */
  readonly since: number;
  readonly until: number;
  /** About so many. Default 60. */
  readonly buckets?: number;
  /** Events that are looked at where the sums of the store cannot answer. Default 20,000. */
  readonly mostEvents?: number;
  readonly signal?: AbortSignal;
}

/** Events of a stretch of time, by how they ended. `time` is its begin. */
export interface Bucket {
  readonly time: number;
  readonly allowed: number;
  readonly denied: number;
  readonly wouldDeny: number;
  readonly failed: number;
  readonly info: number;
}

export interface Histogram {
  readonly from: number;
  readonly until: number;
  readonly bucketMillis: number;
  /** False when only the newest events were looked at: the buckets before them are too low. */
  readonly exact: boolean;
  /** Events that were read; 0 when the sums of the store answered. */
  readonly looked: number;
  readonly buckets: readonly Bucket[];
}

type Outcome = SecurityEvent['outcome'];
type Mutable = { -readonly [K in keyof Bucket]: Bucket[K] };

const minute = 60_000;
const steps = [1, 5, 15, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800].map((s) => s * 1000);
const mostBuckets = 2000;

const fieldOf: Readonly<Record<Outcome, Exclude<keyof Bucket, 'time'>>> = {
  allowed: 'allowed',
  denied: 'denied',
  'would-deny': 'wouldDeny',
  failed: 'failed',
  info: 'info',
};

/** Parts of a filter that the sums by minute know too. */
const summed: ReadonlySet<string> = new Set(['api', 'operation', 'kind', 'outcome', 'statusClass', 'since', 'until']);

/** Counts events over time, from the sums by minute where they can tell, else from the newest events themselves. */
export async function eventHistogram(
  events: Pick<EventStore, 'search' | 'rollUps'>,
  query: Query,
  options: HistogramOptions,
): Promise<Histogram> {
  const compiled = compileQuery(query);
  const frame = frameOf(compiled.filter, options);
  const { bucketMillis } = frame;
  const isSummed = !compiled.matches && Object.keys(compiled.filter).every((part) => summed.has(part));
  if (isSummed && bucketMillis % minute === 0) return fromSums(events, compiled.filter, frame);
  return fromEvents(events, compiled, { frame, options });
}

interface Frame {
  readonly from: number;
  readonly until: number;
  readonly bucketMillis: number;
}

function frameOf(filter: EventFilter, { since, until, buckets = 60 }: HistogramOptions): Frame {
  const first = Math.max(since, filter.since ?? -Infinity);
  const end = Math.max(first + 1, Math.min(until, filter.until ?? Infinity));
  const wanted = (end - first) / Math.min(Math.max(buckets, 1), mostBuckets);
  const bucketMillis = steps.find((step) => step >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000;
  const from = Math.floor(first / bucketMillis) * bucketMillis;
  return { from, until: Math.ceil(end / bucketMillis) * bucketMillis, bucketMillis };
}

function emptyBuckets({ from, until, bucketMillis }: Frame): Mutable[] {
  return Array.from({ length: Math.round((until - from) / bucketMillis) }, (_, n) => ({
    time: from + n * bucketMillis,
    allowed: 0,
    denied: 0,
    wouldDeny: 0,
    failed: 0,
    info: 0,
  }));
}

async function fromSums(
  events: Pick<EventStore, 'rollUps'>,
  { kind, outcome, statusClass, api, operation }: EventFilter,
  frame: Frame,
): Promise<Histogram> {
  const buckets = emptyBuckets(frame);
  const named = present({ api, operation, kind, outcome }) as Pick<
    EventFilter,
    'api' | 'operation' | 'kind' | 'outcome'
  >;
  const isWanted = (sum: RollUp): boolean => (statusClass ?? sum.statusClass) === sum.statusClass;
  for (const sum of await events.rollUps({
    since: frame.from,
    until: frame.until,
    bucketMillis: frame.bucketMillis,
    ...named,
  })) {
    const bucket = buckets[Math.floor((sum.minute - frame.from) / frame.bucketMillis)];
    if (bucket && isWanted(sum)) bucket[fieldOf[sum.outcome]] += sum.count;
  }
  return { ...frame, exact: true, looked: 0, buckets };
}

async function fromEvents(
  events: Pick<EventStore, 'search'>,
  { filter, matches }: CompiledQuery,
  { frame, options }: { readonly frame: Frame; readonly options: HistogramOptions },
): Promise<Histogram> {
  const { mostEvents = 20_000, signal } = options;
  const buckets = emptyBuckets(frame);
  const { from: since, until } = frame;
  const bounded = { filter: { ...filter, since, until }, matches };
  let looked = 0;
  for await (const event of searchEvents(events, bounded, { limit: mostEvents + 1, ...(signal ? { signal } : {}) })) {
    looked += 1;
    if (looked > mostEvents) return { ...frame, exact: false, looked: mostEvents, buckets };
    const bucket = buckets[Math.floor((timeOf(event) - since) / frame.bucketMillis)];
    if (bucket) bucket[fieldOf[event.outcome]] += 1;
  }
  return { ...frame, exact: true, looked, buckets };
}
