import type { LimitRequest, LimitVerdict } from '../core/rate-limit.js';

/** How one limit stands towards a request. Times in milliseconds. */
export interface LimitState {
  readonly request: LimitRequest;
  readonly allowed: boolean;
  /** What is kept when the request passes. */
  readonly next: number;
  readonly remaining: number;
  /** Until the call would pass. */
  readonly wait: number;
  readonly untilFull: number;
}

/** Index of the state that refuses for longest, or when none refuses of that with least left; -1 without states. */
export function tightestOf(states: readonly LimitState[]): number {
  let found = -1;
  for (let i = 0; i < states.length; i++) if (found === -1 || isTighter(states[i]!, states[found]!)) found = i;
  return found;
}

function isTighter(a: LimitState, b: LimitState): boolean {
  if (a.allowed !== b.allowed) return b.allowed;
  return a.allowed ? a.remaining < b.remaining : a.wait > b.wait;
}

/** The call would pass after `wait` milliseconds; seconds are rounded up, so that the time told is true. */
export function refusal({ wait, request }: LimitState, tightest: number): LimitVerdict {
  const seconds = Math.min(Math.ceil(wait / 1000), request.period ? Infinity : request.windowSeconds);
  return { allowed: false, tightest, remaining: 0, resetSeconds: Math.max(1, seconds) };
}

export function allowance({ remaining, untilFull }: LimitState, tightest: number): LimitVerdict {
  return { allowed: true, tightest, remaining, resetSeconds: Math.max(0, Math.ceil(untilFull / 1000)) };
}
