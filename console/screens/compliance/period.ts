const dayMillis = 86_400_000;

/** Spans up to now that the picker offers. An audit of type II looks at three to twelve months. */
export const spans = [
  { id: '30d', label: '30 days', days: 30 },
  { id: '90d', label: '90 days', days: 90 },
  { id: '180d', label: '180 days', days: 180 },
  { id: '365d', label: '365 days', days: 365 },
] as const;

export const usualSpan = '90d';

/** What the address says: `last=90d`, or the days `from` and `to`, both included and in UTC. */
export interface PeriodWords {
  readonly last: string;
  readonly from: string;
  readonly to: string;
}

/** Milliseconds since 1970; `until` undefined is now. */
export interface AskedPeriod {
  readonly since: number;
  readonly until: number | undefined;
}

/** The period that is asked for. Days that cannot be read, or stand the wrong way round, leave the span. */
export function periodOf({ last, from, to }: PeriodWords, now: number): AskedPeriod {
  const [since, lastDay] = [dayOf(from), dayOf(to)];
  if (since !== undefined && lastDay !== undefined && since <= lastDay) return { since, until: lastDay + dayMillis };
  const days = (spans.find(({ id }) => id === last) ?? spans.find(({ id }) => id === usualSpan)!).days;
  return { since: now - days * dayMillis, until: undefined };
}

function dayOf(text: string): number | undefined {
  const millis = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(millis) ? undefined : millis;
}

/** `2026-11-25`, in UTC, as periods are. */
export function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
