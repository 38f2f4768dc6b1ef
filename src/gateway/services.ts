import type { EventSink } from '../core/events.js';
import type { RateLimiter } from '../core/rate-limit.js';
import type { SchemeVerifier } from '../identity/verifier.js';
import type { Taken } from '../identity/replay-memory.js';
import type { InboundWebhookPolicy, LogFailurePolicy, SecurityRequirement } from '../model/types.js';
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

/** A webhook that was refused, as its event tells it. */
export interface RefusedWebhook {
  readonly api: string;
  readonly operationId: string;
  readonly client: string;
  readonly exchangeId: string;
  readonly vendor: string | undefined;
  readonly reason: string;
  /** It was let through all the same: monitor mode. */
  readonly isWatched: boolean;
}

/** Remembers webhooks that came. One with a time is remembered until it is too old, one without for a day. */
export interface WebhookReplays {
  take(owner: string, id: string, isTimed: boolean): Promise<Taken>;
  /** It was not taken after all, and may come again. */
  giveBack(owner: string, id: string): void;
}

/** What the guard of webhooks needs of the outside. */
export interface WebhookServices {
  /** The keys of its secrets, the newest first; empty or undefined: none, and nothing is let in. */
  keysOf(policy: InboundWebhookPolicy): readonly Buffer[] | undefined;
  readonly replays: WebhookReplays;
  isBlocked(vendor: string): boolean;
  refused(webhook: RefusedWebhook): void;
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
  /** Without it no webhook is let in. */
  readonly webhooks?: WebhookServices | undefined;
  /** Makes the hashes that events and blocks name actors by. */
  readonly marks?: EventMarks;
}
