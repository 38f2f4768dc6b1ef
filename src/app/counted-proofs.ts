import type { RateLimiter } from '../core/rate-limit.js';
import { proofLimits, type ReplayGuard } from '../identity/replay-memory.js';

const proofSeconds = Math.ceil(proofLimits.spanMillis / 1000);

/**
 * Proofs that several machines remember together, in the store of the call counters: one call per proof and span.
 * `own` is asked too: it holds while the store is away.
 */
export function countedProofs(
  own: ReplayGuard,
  counters: RateLimiter,
  isShared: () => boolean,
  windowSeconds = proofSeconds,
): ReplayGuard {
  return {
    async take(owner, id) {
      const taken = await own.take(owner, id);
      if (taken !== 'fresh' || !isShared()) return taken;
      const { allowed } = await counters.take([{ key: `proof:${owner}:${id}`, limit: 1, windowSeconds, cost: 1 }]);
      return allowed ? 'fresh' : 'seen';
    },
  };
}
