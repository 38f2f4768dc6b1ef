import type { SecurityEvent } from '../../../src/core/events.js';

export type Per = 'principal' | 'address';

/** How often one caller called, at most and in all. */
export interface Rate {
  readonly who: string;
  /** Most calls within one window. */
  readonly peak: number;
  readonly total: number;
}

/** Callers by the most calls that they made within a window of so many seconds, the busiest first. */
export function ratesOf(
  events: readonly SecurityEvent[],
  { per, windowSeconds }: { readonly per: Per; readonly windowSeconds: number },
): readonly Rate[] {
  const times = new Map<string, number[]>();
  for (const event of events) {
    // As the gateway counts: per principal falls back to the address where there is none.
    const who = (per === 'principal' ? event.principalId : undefined) ?? event.client;
    if (who === undefined) continue;
    const own = times.get(who);
    if (own) own.push(event.time);
    else times.set(who, [event.time]);
  }
  return [...times]
    .map(([who, own]) => ({
      who,
      peak: peakOf(
        own.toSorted((a, b) => a - b),
        windowSeconds * 1000,
      ),
      total: own.length,
    }))
    .toSorted((a, b) => b.peak - a.peak || b.total - a.total);
}

function peakOf(sorted: readonly number[], windowMillis: number): number {
  let [first, most] = [0, 0];
  for (const [n, time] of sorted.entries()) {
    while (time - sorted[first]! >= windowMillis) first += 1;
    most = Math.max(most, n - first + 1);
  }
  return most;
}

/** Callers that a limit would have denied at least once. */
export function caughtBy(rates: readonly Rate[], limit: number): readonly Rate[] {
  return rates.filter(({ peak }) => peak > limit);
}

/** A limit that catches nobody of those measured, with room: half as much again as the busiest, in round numbers. */
export function roomyLimit(rates: readonly Rate[]): number {
  const wanted = Math.max(1, Math.ceil((rates[0]?.peak ?? 0) * 1.5));
  const step = wanted > 100 ? 50 : wanted > 20 ? 10 : wanted > 5 ? 5 : 1;
  return Math.ceil(wanted / step) * step;
}
