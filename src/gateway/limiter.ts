import { performance } from 'node:perf_hooks';
import { unlimited, type LimitRequest, type LocalLimiter } from '../core/rate-limit.js';
import { allowance, refusal, tightestOf, type LimitState } from './limiter-state.js';
import { QuotaCounters } from './limiter-quota.js';

const maxKeys = 100_000;
const sweepEvery = 1024;

export interface MemoryLimiterOptions {
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  /** Milliseconds since the epoch, for quotas. */
  readonly wallClock?: () => number;
  readonly maxKeys?: number;
}

/**
 * Counts calls in memory with the generic cell rate algorithm: one number per key, the theoretical arrival time (TAT)
 * of the next call; quotas with one count per key. `cost` 0 asks without taking whether one unit would pass; a negative
 * cost gives units back. At most `maxKeys` keys of each kind are kept. Counters end with the process.
 */
export function memoryLimiter(options: MemoryLimiterOptions = {}): LocalLimiter {
  const now = options.now ?? (() => performance.now());
  const wallClock = options.wallClock ?? Date.now;
  const most = options.maxKeys ?? maxKeys;
  const arrivals = new Map<string, number>();
  const quotas = new QuotaCounters(most);
  let untilSweep = sweepEvery;
  return {
    take(requests) {
      const time = now();
      const states = requests.map((request) =>
        request.period
          ? quotas.stateOf(request, request.period, wallClock())
          : stateOf(request, arrivals.get(request.key), time),
      );
      const tightest = tightestOf(states);
      if (tightest === -1) return unlimited;
      if (!states[tightest]!.allowed) return refusal(states[tightest]!, tightest);
      for (const state of states) {
        if (state.request.cost === 0) continue;
        if (state.request.period) quotas.keep(state, wallClock());
        else arrivals.set(state.request.key, state.next);
      }
      if ((untilSweep -= requests.length) <= 0 || arrivals.size > most) {
        sweep(arrivals, time, most);
        // As many calls as there are keys pay for one look at all keys.
        untilSweep = Math.max(sweepEvery, arrivals.size);
      }
      return allowance(states[tightest]!, tightest);
    },
  };
}

function stateOf(request: LimitRequest, arrival: number | undefined, now: number): LimitState {
  const window = request.windowSeconds * 1000;
  const interval = window / request.limit;
  const tat = Math.max(arrival ?? now, now);
  const asked = tat + (request.cost === 0 ? 1 : request.cost) * interval;
  // Half a microsecond absorbs the rounding of repeated additions.
  const wait = Math.max(asked - now - window - 0.0005, 0);
  const allowed = request.cost < 0 || wait <= 0;
  const next = Math.max(request.cost === 0 ? tat : asked, now);
  return { request, allowed, next, wait, remaining: left(next - now, window, interval), untilFull: next - now };
}

function left(ahead: number, window: number, interval: number): number {
  return Math.max(0, Math.floor((window - ahead) / interval + 1e-6));
}

/**
 * A TAT in the past is a full limit: the same as no key. Beyond the bound the keys that have most left go first, so
 * that a flood of new keys frees nobody who is refused.
 */
function sweep(arrivals: Map<string, number>, now: number, most: number): void {
  for (const [key, arrival] of arrivals) if (arrival <= now) arrivals.delete(key);
  if (arrivals.size <= most) return;
  const oldest = [...arrivals].sort((a, b) => a[1] - b[1]).slice(0, arrivals.size - Math.floor(most * 0.9));
  for (const [key] of oldest) arrivals.delete(key);
}
