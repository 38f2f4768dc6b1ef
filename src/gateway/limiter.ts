import { performance } from 'node:perf_hooks';
import type { LimitRequest, LimitVerdict, RateLimiter } from './services.js';

const maxKeys = 100_000;
const sweepEvery = 1024;

export interface MemoryLimiterOptions {
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  readonly maxKeys?: number;
}

/**
 * Counts calls in memory with the generic cell rate algorithm: one number per key, the theoretical arrival time (TAT)
 * of the next call. `cost` 0 asks without taking whether one unit would pass; a negative cost gives units back.
 * At most `maxKeys` keys are kept.
 */
export function memoryLimiter(options: MemoryLimiterOptions = {}): RateLimiter {
  const now = options.now ?? (() => performance.now());
  const most = options.maxKeys ?? maxKeys;
  const arrivals = new Map<string, number>();
  let untilSweep = sweepEvery;
  return {
    take(requests) {
      const time = now();
      const states = requests.map((request) => stateOf(request, arrivals.get(request.key), time));
      const refused = worst(states, (state) => !state.allowed);
      if (refused !== -1) return refusal(states[refused]!, refused);
      for (const state of states) if (state.request.cost !== 0) arrivals.set(state.request.key, state.next);
      if ((untilSweep -= requests.length) <= 0 || arrivals.size > most) {
        sweep(arrivals, time, most);
        // As many calls as there are keys pay for one look at all keys.
        untilSweep = Math.max(sweepEvery, arrivals.size);
      }
      const tightest = worst(states, () => true);
      return tightest === -1 ? unlimited : allowance(states[tightest]!, tightest, time);
    },
  };
}

interface State {
  readonly request: LimitRequest;
  /** Milliseconds one unit takes to come back. */
  readonly interval: number;
  readonly allowed: boolean;
  /** TAT after the call. */
  readonly next: number;
  readonly remaining: number;
  /** Milliseconds until the call would pass. */
  readonly wait: number;
}

const unlimited: LimitVerdict = { allowed: true, tightest: -1, remaining: Infinity, resetSeconds: 0 };

function stateOf(request: LimitRequest, arrival: number | undefined, now: number): State {
  const window = request.windowSeconds * 1000;
  const interval = window / request.limit;
  const tat = Math.max(arrival ?? now, now);
  const asked = tat + (request.cost === 0 ? 1 : request.cost) * interval;
  // Half a microsecond absorbs the rounding of repeated additions.
  const wait = asked - now - window - 0.0005;
  const allowed = request.cost < 0 || wait <= 0;
  const next = Math.max(request.cost === 0 ? tat : asked, now);
  return { request, interval, allowed, next, remaining: left(next, now, window, interval), wait: Math.max(wait, 0) };
}

function left(tat: number, now: number, window: number, interval: number): number {
  return Math.max(0, Math.floor((window - (tat - now)) / interval + 1e-6));
}

/** Index of the state with least left among those wanted, or -1. */
function worst(states: readonly State[], wanted: (state: State) => boolean): number {
  let found = -1;
  for (let i = 0; i < states.length; i++) {
    const state = states[i]!;
    if (!wanted(state)) continue;
    if (found === -1 || isTighter(state, states[found]!)) found = i;
  }
  return found;
}

function isTighter(a: State, b: State): boolean {
  return a.allowed ? a.remaining < b.remaining : a.wait > b.wait;
}

function refusal(state: State, tightest: number): LimitVerdict {
  const seconds = Math.min(Math.ceil(state.wait / 1000), state.request.windowSeconds);
  return { allowed: false, tightest, remaining: 0, resetSeconds: Math.max(1, seconds) };
}

function allowance(state: State, tightest: number, now: number): LimitVerdict {
  const resetSeconds = Math.max(0, Math.ceil((state.next - now) / 1000));
  return { allowed: true, tightest, remaining: state.remaining, resetSeconds };
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
