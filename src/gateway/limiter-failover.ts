import {
  unlimited,
  type LimitRequest,
  type LimitVerdict,
  type LocalLimiter,
  type RateLimiter,
} from '../core/rate-limit.js';

/** What holds while the shared counters are away: limits of this node alone, no call, or every call. */
export type OnFailure = 'local' | 'closed' | 'open';

/** Counters that several nodes share, and that can be away. */
export interface SharedCounters {
  /** False while they are known to be away: nobody waits for them then. */
  readonly isThere: boolean;
  /** Rejects when they do not answer in time. */
  take(requests: readonly LimitRequest[]): Promise<LimitVerdict>;
}

export interface FailoverOptions {
  readonly shared: SharedCounters;
  readonly local: LocalLimiter;
  readonly onFailure: OnFailure;
  /** Workers that share the counters: each of them allows its part of every limit while they are away. */
  readonly nodes: number;
  /** Told for each decision without the shared counters. */
  readonly onAlone?: () => void;
}

/** Denies (`GUARD_FAILED`): the policy says `closed`. */
export class CountersAway extends Error {
  override readonly name = 'CountersAway';
}

/** Counts with the shared counters, and as `onFailure` says while they are away. */
export function failoverLimiter({ shared, local, onFailure, nodes, onAlone }: FailoverOptions): RateLimiter {
  const alone = (requests: readonly LimitRequest[]): LimitVerdict => {
    onAlone?.();
    if (onFailure === 'open') return unlimited;
    if (onFailure === 'closed') throw new CountersAway('The shared counters are away');
    return local.take(requests.map((request) => partOf(request, nodes)));
  };
  return {
    take: (requests) => (shared.isThere ? shared.take(requests).catch(() => alone(requests)) : alone(requests)),
  };
}

/** One node's part of a limit, never less than one call: an operation that costs more would be closed. */
export function partOf(request: LimitRequest, nodes: number): LimitRequest {
  const part = Math.max(1, Math.floor(request.limit / nodes), Math.min(request.cost, request.limit));
  return { ...request, limit: part };
}
