import { partOf } from '../gateway/limiter-failover.js';
import type { RateLimiter } from '../gateway/services.js';

/**
 * Counts in the memory of one of several workers: each allows its share of every limit, so that together they allow
 * no more than the policy says. A caller with one connection stays with one worker, so it may get
 * no more than that worker's share.
 */
export function shareLimiter(limiter: RateLimiter, workers: number): RateLimiter {
  if (workers === 1) return limiter;
  return { take: (requests) => limiter.take(requests.map((request) => partOf(request, workers))) };
}
