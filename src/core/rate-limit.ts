/** A fixed window of the calendar, UTC. */
export type Period = 'day' | 'month';

/** What one request takes from one limit. */
export interface LimitRequest {
  readonly key: string;
  readonly limit: number;
  /** Time over which the limit is refilled evenly; of a quota the length of its longest window. */
  readonly windowSeconds: number;
  /** 0 asks without taking whether one unit would pass; a negative cost gives units back. */
  readonly cost: number;
  /** A quota: all units come back at once when the day or month ends (UTC). */
  readonly period?: Period | undefined;
}

export interface LimitVerdict {
  readonly allowed: boolean;
  /** Index of the limit that has least left, or that refused; -1 when nothing was counted. */
  readonly tightest: number;
  readonly remaining: number;
  /** Seconds until the tightest limit is full again (allowed), or lets the next call pass (refused). */
  readonly resetSeconds: number;
}

/** Counts calls. Takes from all limits or from none. At once where the counters are in this process. */
export interface RateLimiter {
  take(requests: readonly LimitRequest[]): LimitVerdict | Promise<LimitVerdict>;
}

/** Counters in this process. */
export interface LocalLimiter extends RateLimiter {
  take(requests: readonly LimitRequest[]): LimitVerdict;
}

/** The verdict without limits. */
export const unlimited: LimitVerdict = Object.freeze({
  allowed: true,
  tightest: -1,
  remaining: Infinity,
  resetSeconds: 0,
});

/** Start and end of the window of `period` that `now` is in; milliseconds since the epoch, UTC. */
export function windowOf(period: Period, now: number): { readonly start: number; readonly end: number } {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (period === 'month') return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
  return { start: Date.UTC(year, month, day), end: Date.UTC(year, month, day + 1) };
}
