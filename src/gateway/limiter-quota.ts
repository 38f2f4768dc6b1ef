import { windowOf, type LimitRequest, type Period } from '../core/rate-limit.js';
import type { LimitState } from './limiter-state.js';

interface Counter {
  readonly end: number;
  used: number;
  /** What is left for the next call, as a share of the limit. */
  share: number;
}

/** Counts of quotas in memory: one number for each key and window. */
export class QuotaCounters {
  readonly #most: number;
  readonly #counters = new Map<string, Counter>();

  constructor(most: number) {
    this.#most = most;
  }

  stateOf(request: LimitRequest, period: Period, now: number): LimitState {
    const { key, limit, cost } = request;
    const { end } = windowOf(period, now);
    const counter = this.#counters.get(key);
    const used = counter?.end === end ? counter.used : 0;
    const asked = used + (cost === 0 ? 1 : cost);
    const allowed = cost < 0 || asked <= limit;
    const next = Math.max(0, cost === 0 ? used : asked);
    const untilFull = end - now;
    return { request, allowed, next, remaining: Math.max(0, limit - next), wait: untilFull, untilFull };
  }

  keep({ request: { key, limit, period }, next }: LimitState, now: number): void {
    const { end } = windowOf(period!, now);
    this.#counters.set(key, { end, used: next, share: 1 - next / limit });
    if (this.#counters.size > this.#most) this.#sweep(now);
  }

  /** Windows that are over go first, then the counters that have most left: a flood of keys frees nobody. */
  #sweep(now: number): void {
    for (const [key, { end }] of this.#counters) if (end <= now) this.#counters.delete(key);
    const excess = this.#counters.size - Math.floor(this.#most * 0.9);
    if (excess <= 0) return;
    const fullest = [...this.#counters].sort((a, b) => b[1].share - a[1].share).slice(0, excess);
    for (const [key] of fullest) this.#counters.delete(key);
  }
}
