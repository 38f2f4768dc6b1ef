import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventSink } from '../core/events.js';
import type { SpanSink } from '../core/spans.js';
import type { SchemeVerifier } from '../identity/verifier.js';
import type { ApiModel, Project, SecurityRequirement } from '../model/types.js';
import type { ActorBlocks } from './actor-blocks.js';
import type { OnPerson } from './event-marks.js';
import type { Arrival } from './flow.js';
import type { Guard } from './guard.js';
import type { LearnedOwners } from './learned-owners.js';
import type { Leases } from './leases.js';
import type { GatewayLimits } from './limits.js';
import type { MetricFamily } from './metrics.js';
import type { GuardServices, RateLimiter } from './services.js';
import type { TlsFiles } from './tls.js';
import type { UpstreamTls } from './upstream-tls.js';

export interface GatewayOptions {
  readonly project: Project;
  /** Verifiers of an API's security schemes; asked when an operation's guards are compiled. */
  readonly identity: { verifierOf(model: ApiModel, requirement: SecurityRequirement): SchemeVerifier | undefined };
  readonly sink: EventSink;
  /** Collects a span for each request and one for its call to the upstream. */
  readonly spans?: () => SpanSink | undefined;
  /** Certificates for calls to an API's upstream. */
  readonly upstreamTls?: (model: ApiModel) => UpstreamTls | undefined;
  readonly limits?: Partial<GatewayLimits>;
  readonly clock?: GuardServices['clock'];
  readonly limiter?: RateLimiter;
  /** Whom detections keep out; the owner of the list changes it. */
  readonly blocks?: ActorBlocks;
  /** Secret for the hashes in events: the same in all workers of a data folder. Default: one of its own. */
  readonly eventKey?: Uint8Array;
  /** Key of the tokens of persons; default a new one. */
  readonly personKey?: Uint8Array;
  /** Keeps names of persons, sealed, where the policy wants that. */
  readonly onPerson?: OnPerson;
  /** Keys and memory of webhooks; without it none is let in. */
  readonly webhooks?: GuardServices['webhooks'];
  /** Counts calls under way; default in this process alone. */
  readonly leases?: Leases;
  /** Who made which thing; default: what this gateway saw since it was made. */
  readonly learned?: LearnedOwners;
  /** Serve plain HTTP on addresses other than loopback: only behind something that ends TLS. */
  readonly allowPlainText?: boolean;
  /** Guards instead of the built-in ones. */
  readonly guards?: Iterable<Guard>;
}

/** How a listener is served. */
export interface ListenOptions {
  readonly tls?: TlsFiles | undefined;
  /** With TLS on by default (ALPN); without only when asked, for clients that know it beforehand. */
  readonly http2?: boolean | undefined;
  /** CIDR ranges of the proxies in front: their `X-Forwarded-For`, `-Proto`, `-Host` and `traceparent` are believed. */
  readonly trustedProxies?: readonly string[] | undefined;
}

export interface Listening {
  readonly port: number;
  /** Serves new connections with another certificate. Throws CERTIFICATE_INVALID and keeps the old one. */
  renew(tls: TlsFiles): void;
  /** Believes these proxies from now on (CIDR ranges). */
  trust(proxies: readonly string[]): void;
  /** Stops accepting, answers what is under way, then closes; what is left after `drainMillis` is cut off. */
  close(): Promise<void>;
}

/** The data plane: takes requests, judges them, sends accepted ones on. */
export interface Gateway {
  /** Throws ADDRESS_IN_USE, CERTIFICATE_INVALID, or USAGE for plain HTTP on an address that others can reach. */
  listen(host: string, port: number, options?: ListenOptions): Promise<Listening>;
  /** For a server that is not ours: the request must not have been read. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** For the mounts: a request from a server that is not ours, and where it goes when it is accepted. */
  take(arrival: Arrival): void;
  /** Compiles aside, then serves the new project; throws and goes on with the old one when it does not compile. */
  reload(project: Project): void;
  /** The same in two steps: throws when it does not compile; what it returns makes it serve. */
  prepare(project: Project): () => void;
  /** Compiles the guards of operations before a request needs them, a few at a time; of the first thousand at most. */
  warm(): Promise<void>;
  /**
   * A gateway with other guards that counts together with this one (limits, calls at once, memory, metrics), and
   * follows its reloads and its end.
   */
  beside(guards: Iterable<Guard>): Gateway;
  readonly project: Project;
  readonly stats: GatewayStats;
  /** The servers behind each API, as this process sees them. */
  readonly upstreamStates: readonly UpstreamState[];
  /** Everything counted since the start. */
  metrics(): readonly MetricFamily[];
  close(): Promise<void>;
}

/** One server behind one API. */
export interface UpstreamState {
  readonly api: string;
  readonly origin: string;
  /** It gets calls: no health check and no run of failures says otherwise. */
  readonly up: boolean;
  readonly pending: number;
}

export interface GatewayStats {
  readonly requests: number;
  readonly denials: number;
  /** Events that the sink did not take. */
  readonly lostEvents: number;
  /** Bytes of request bodies in memory. */
  readonly heldBytes: number;
}
