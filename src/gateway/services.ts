import type { SchemeVerifier } from '../identity/verifier.js';
import type { SecurityRequirement } from '../model/types.js';
import type { Exchange } from './exchange.js';
import type { Leases } from './leases.js';

/** Counts calls (GCRA). Takes from all limits or from none. Monotonic clock. */
export interface RateLimiter {
  /** `burst` = limit, refilled evenly over the window. */
  take(requests: readonly LimitRequest[]): LimitVerdict;
}

export interface LimitRequest {
  readonly key: string;
  readonly limit: number;
  readonly windowSeconds: number;
  /** 0 asks without taking whether one unit would pass; a negative cost gives units back. */
  readonly cost: number;
}

export interface LimitVerdict {
  readonly allowed: boolean;
  /** Index of the limit that has least left, or that refused. */
  readonly tightest: number;
  readonly remaining: number;
  /** Seconds until the tightest limit is full again (allowed), or lets the next call pass (refused). */
  readonly resetSeconds: number;
}

/** Asks the upstream for an object on behalf of an owner rule (form `lookup`), with the caller's own credential. */
export interface OwnerLookup {
  /** The JSON answer, or undefined when the upstream did not answer 2xx JSON. */
  fetchObject(exchange: Exchange, operationId: string, idValue: string): Promise<unknown>;
}

/** What guards use besides the model. */
export interface GuardServices {
  readonly clock: { now(): number; monotonic(): number };
  verifierOf(requirement: SecurityRequirement): SchemeVerifier | undefined;
  readonly limiter: RateLimiter;
  /** Calls under way, by key; without it a guard counts its own. */
  readonly leases?: Leases;
  readonly lookup: OwnerLookup;
}
