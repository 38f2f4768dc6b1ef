import { PortcullisError } from '../core/errors.js';
import type { EventKind, EventSink, SecurityEvent } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import type { LimitRequest, LimitVerdict, LocalLimiter, RateLimiter } from '../core/rate-limit.js';
import { failoverLimiter, type SharedCounters } from '../gateway/limiter-failover.js';
import type { LimitsPolicy } from '../model/types.js';
import type { RedisCounters } from '../store/redis/counters.js';

export interface CallCountersParts {
  /** Counters of this worker, with the policy's whole limits. */
  readonly local: LocalLimiter;
  /** What counts when there is no shared store; default `local`. */
  readonly alone?: RateLimiter;
  /** Workers of this gateway; default 1. */
  readonly workers?: number;
  readonly sink: EventSink;
  /** Resolves `${env:NAME}` and `${file:PATH}`; throws POLICY_SECRET_MISSING. */
  readonly secretOf: (text: string) => string;
}

/** Where a worker counts calls, as `limits` of the policy says. */
export interface CallCounters {
  readonly limiter: RateLimiter;
  /** The store answers, or it is known to be away. */
  readonly ready: Promise<void>;
  /** Throws what `change` would. */
  check(policy: LimitsPolicy): void;
  /** Goes over to another policy's store. */
  change(policy: LimitsPolicy): void;
  close(): void;
}

interface Counting {
  readonly limiter: RateLimiter;
  readonly ready: Promise<void>;
  close(): void;
}

/**
 * Opens the store of the call counters. A store that does not answer is no error: `onFailure` holds until it does.
 * Throws POLICY_SECRET_MISSING, and POLICY_INVALID for an address that is none.
 */
export function openCallCounters(policy: LimitsPolicy, parts: CallCountersParts): CallCounters {
  let now = policy;
  let counting = open(policy, parts);
  return {
    limiter: { take: (requests) => counting.limiter.take(requests) },
    ready: counting.ready,
    check: (next) => void (next.store === 'redis' && urlOf(next, parts)),
    change(next) {
      if (isSame(now, next)) return;
      const opened = open(next, parts);
      now = next;
      counting.close();
      counting = opened;
    },
    close: () => counting.close(),
  };
}

function isSame(a: LimitsPolicy, b: LimitsPolicy): boolean {
  return a.store === b.store && a.url === b.url && a.onFailure === b.onFailure && a.nodes === b.nodes;
}

function open(policy: LimitsPolicy, parts: CallCountersParts): Counting {
  const { local, alone = local, workers = 1, sink } = parts;
  if (policy.store !== 'redis') return { limiter: alone, ready: Promise.resolve(), close: () => undefined };
  const watch = new StoreWatch(policy, sink);
  const shared = new LazyCounters(urlOf(policy, parts), watch);
  const limiter = failoverLimiter({
    shared,
    local,
    onFailure: policy.onFailure,
    nodes: policy.nodes * workers,
    onAlone: () => watch.count(),
  });
  return { limiter, ready: shared.start(), close: () => shared.close() };
}

/** Loads the client of Redis when it is needed: most gateways count in memory. */
class LazyCounters implements SharedCounters {
  readonly #url: string;
  readonly #watch: StoreWatch;
  #counters: RedisCounters | undefined;
  #closed = false;

  constructor(url: string, watch: StoreWatch) {
    this.#url = url;
    this.#watch = watch;
  }

  get isThere(): boolean {
    return this.#counters?.isThere ?? false;
  }

  take(requests: readonly LimitRequest[]): Promise<LimitVerdict> {
    return this.#counters!.take(requests);
  }

  async start(): Promise<void> {
    const { RedisCounters } = await import('../store/redis/counters.js');
    if (this.#closed) return;
    this.#counters = new RedisCounters({ url: this.#url, onChange: (isThere) => this.#watch.changed(isThere) });
    if (!(await this.#counters.start()) && !this.#closed) this.#watch.changed(false);
  }

  close(): void {
    this.#closed = true;
    this.#counters?.close();
  }
}

function urlOf({ url = '' }: LimitsPolicy, { secretOf }: CallCountersParts): string {
  return checkedUrl(secretOf(url));
}

/** The address is a secret: it is in no message. */
function checkedUrl(url: string): string {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol === 'redis:' || protocol === 'rediss:') return url;
  throw new PortcullisError('POLICY_INVALID', 'limits.url is no address of a Redis server', {
    hint: 'write redis://HOST:PORT, or rediss://HOST:PORT for TLS',
  });
}

/** Records when the shared counters go away, and how many calls were judged without them. */
class StoreWatch {
  readonly #policy: LimitsPolicy;
  readonly #sink: EventSink;
  #awaySince: number | undefined;
  #calls = 0;

  constructor(policy: LimitsPolicy, sink: EventSink) {
    this.#policy = policy;
    this.#sink = sink;
  }

  count(): void {
    this.#calls++;
  }

  changed(isThere: boolean): void {
    const { onFailure } = this.#policy;
    const facts = { part: 'limits.store', onFailure };
    if (!isThere) {
      this.#awaySince = Date.now();
      return this.#write('sys_monitor_disabled', { severity: 'medium', outcome: 'failed', detail: facts });
    }
    if (this.#awaySince === undefined) return;
    const detail = { ...facts, reason: 'shared counters were away', calls: this.#calls };
    this.#write('sys_gap', {
      severity: 'medium',
      outcome: 'info',
      detail: { ...detail, millis: Date.now() - this.#awaySince },
    });
    this.#awaySince = undefined;
    this.#calls = 0;
  }

  #write(kind: EventKind, event: Pick<SecurityEvent, 'severity' | 'outcome' | 'detail'>): void {
    const time = Date.now();
    try {
      this.#sink.write({ id: uuidv7(time), time, kind, ...event });
    } catch {
      // A journal that cannot be written tells of itself; calls are judged all the same.
    }
  }
}
