import type { RateLimit } from '../model/types.js';
import { deny } from './denial.js';
import type { Denial, Exchange } from './exchange.js';
import type { RequestHandler } from './guard.js';
import { keyReader } from './rate-keys.js';
import type { LimitRequest, LimitVerdict, RateLimiter } from './services.js';

/** Takes from all of these limits, or denies; `null` when there are none. */
export function throttle(limits: readonly RateLimit[], api: string, limiter: RateLimiter): RequestHandler | null {
  if (!limits.length) return null;
  const keys = limits.map((limit) => keyReader(limit, api));
  const names = limits.map(publicName);
  const policies = limits.map((limit, i) => `${names[i]!};q=${limit.limit}${windowOf(limit)}`);
  const all = policies.join(', ');
  const counting = limits.flatMap((limit, i) => (limit.countStatuses ? [i] : []));
  return (exchange) => {
    const requests = limits.map(({ limit, windowSeconds, cost, period }, i) => ({
      key: keys[i]!(exchange),
      limit,
      windowSeconds,
      cost,
      period,
    }));
    const judge = (verdict: LimitVerdict): Denial | undefined => {
      note(exchange, limits, verdict);
      tell(exchange, { name: names[verdict.tightest], policies: all }, verdict);
      if (!verdict.allowed) return refuse(limits[verdict.tightest]!, verdict);
      if (counting.length) giveBackLater(exchange, { limits, counting, requests, limiter });
      return undefined;
    };
    const verdict = limiter.take(requests);
    return verdict instanceof Promise ? verdict.then(judge) : judge(verdict);
  };
}

/** What detectors read of it. */
function note(exchange: Exchange, limits: readonly RateLimit[], verdict: LimitVerdict): void {
  const tightest = limits[verdict.tightest];
  if (!tightest) return;
  const used = verdict.allowed ? 100 - Math.floor((verdict.remaining * 100) / tightest.limit) : 100;
  exchange.limitUsed = Math.max(exchange.limitUsed ?? 0, Math.min(100, used));
  const cost = Math.max(...limits.map((limit) => limit.cost));
  if (cost > 1) exchange.cost = cost;
}

function refuse({ id }: RateLimit, { resetSeconds }: LimitVerdict): Denial {
  return deny('RATE_LIMITED', { headers: { 'retry-after': String(resetSeconds) }, detail: { limit: id } });
}

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-08 and later) of the tightest limit. */
function tell(
  exchange: Exchange,
  own: { readonly name: string | undefined; readonly policies: string },
  verdict: LimitVerdict,
): void {
  const { responseHeaders } = exchange;
  const before = responseHeaders['ratelimit-policy'];
  responseHeaders['ratelimit-policy'] = before === undefined ? own.policies : `${before}, ${own.policies}`;
  // Without a name nothing was counted: the counters are away and the policy lets calls pass.
  if (own.name === undefined) return;
  const said = responseHeaders['ratelimit'];
  if (said !== undefined && remainingOf(said) <= verdict.remaining) return;
  responseHeaders['ratelimit'] = `${own.name};r=${verdict.remaining};t=${verdict.resetSeconds}`;
}

function remainingOf(header: string): number {
  return Number(/;r=(\d+)/.exec(header)?.[1] ?? Infinity);
}

/** What callers see: who is counted and over what time, not the counter's name, which tells about the policy. */
function publicName({ per, windowSeconds, period }: RateLimit): string {
  const who = typeof per === 'string' ? per : Object.keys(per)[0]!;
  return `"${who}-${period ?? `${windowSeconds}s`}"`;
}

/** Months differ in length, and `w` is optional. */
function windowOf({ windowSeconds, period }: RateLimit): string {
  return period === 'month' ? '' : `;w=${windowSeconds}`;
}

/**
 * Limits that count only some statuses are taken up front and given back when another status came: so calls in
 * parallel cannot all pass before the first one has counted, and a caller that hangs up is counted.
 */
function giveBackLater(
  exchange: Exchange,
  taken: {
    readonly limits: readonly RateLimit[];
    readonly counting: readonly number[];
    readonly requests: readonly LimitRequest[];
    readonly limiter: RateLimiter;
  },
): void {
  exchange.onStatus.push((status) => {
    const back = taken.counting.filter((i) => !taken.limits[i]!.countStatuses!.includes(status));
    if (!back.length) return;
    const given = taken.limiter.take(back.map((i) => ({ ...taken.requests[i]!, cost: -taken.requests[i]!.cost })));
    // Shared counters that are away now keep what was taken: stricter, never looser.
    if (given instanceof Promise) given.catch(() => undefined);
  });
}
