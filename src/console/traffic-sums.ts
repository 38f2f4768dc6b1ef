import type { RollUp } from '../store/store.js';

/** What went through one operation. */
export interface TrafficSums {
  requests: number;
  denied: number;
  /** Answers of 5xx, and calls that failed. */
  errors: number;
  micros: number;
  lastSeen: number | null;
}

export const trafficKinds: ReadonlySet<string> = new Set(['access', 'denial', 'would_deny']);

export const noTraffic = (): TrafficSums => ({ requests: 0, denied: 0, errors: 0, micros: 0, lastSeen: null });

export function addTo(sums: TrafficSums, row: RollUp): void {
  const { minute, lastMinute = minute, kind, outcome, statusClass, count, micros } = row;
  // What a monitored guard would have denied is told of besides the call itself.
  if (kind === 'would_deny' || !trafficKinds.has(kind)) return;
  sums.requests += count;
  sums.micros += micros;
  if (outcome === 'denied') sums.denied += count;
  else if (statusClass === 5 || outcome === 'failed') sums.errors += count;
  sums.lastSeen = Math.max(sums.lastSeen ?? 0, lastMinute);
}

/** By `api operation`. Calls of no operation of the contract are under the API alone. */
export function sumsByOperation(rows: readonly RollUp[]): ReadonlyMap<string, TrafficSums> {
  const all = new Map<string, TrafficSums>();
  for (const row of rows) {
    const key = operationKey(row.api ?? '', row.operation ?? '');
    const sums = all.get(key) ?? noTraffic();
    addTo(sums, row);
    all.set(key, sums);
  }
  return all;
}

export const operationKey = (api: string, operation: string): string => `${api} ${operation}`;
