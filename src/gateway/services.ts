import type { EventSink } from '../core/events.js';
import type { RateLimiter } from '../core/rate-limit.js';
import type { SchemeVerifier } from '../identity/verifier.js';
import type { LogFailurePolicy, SecurityRequirement } from '../model/types.js';
import type { ActorBlocks } from './actor-blocks.js';
import type { EventMarks } from './event-marks.js';
import type { Exchange } from './exchange.js';
import type { FairQueue } from './fair-queue.js';
import type { LearnedOwners } from './learned-owners.js';
import type { Leases } from './leases.js';

export type { LimitRequest, LimitVerdict, RateLimiter } from '../core/rate-limit.js';

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
  /** Shares a worker's places among clients; without it nobody waits. */
  readonly admission?: FairQueue | undefined;
  readonly lookup: OwnerLookup;
  /** Whether events can be recorded, and who is served while they cannot; without it all are. */
  readonly eventLog?: { readonly sink: Pick<EventSink, 'failingForMillis'>; readonly onFailure: LogFailurePolicy };
  /** Who made which thing; without it nobody remembers. */
  readonly learned?: LearnedOwners;
  /** Whom detections keep out; without it nobody. */
  readonly blocks?: ActorBlocks;
  /** Makes the hashes that events and blocks name actors by. */
  readonly marks?: EventMarks;
}
