import type { EventKind, SecurityEvent } from '../core/events.js';
import { RecentMap } from '../gateway/recent-map.js';
import { idTime } from '../store/event-id.js';
import type { EventStore } from '../store/store.js';

/** What other processes write into the store themselves: the console, the command line, the egress proxy. */
const strayKinds: readonly EventKind[] = [
  'console_login',
  'key_created',
  'key_revoked',
  'admin_action',
  'authn_login_fail',
  'authn_login_success',
  'egress_call',
  'egress_certificate_changed',
  'webhook_refused',
];
const isStray: ReadonlySet<EventKind> = new Set(strayKinds);

/** An event may be stored so long after the time in its id. */
const overlapMillis = 10_000;
const mostAtOnce = 1000;
const mostSeen = 50_000;

export interface StrayEventsOptions {
  readonly events: Pick<EventStore, 'search'>;
  readonly observe: (events: readonly SecurityEvent[]) => void;
  readonly now?: () => number;
  /** Default 2 s. */
  readonly intervalMillis?: number;
  readonly onError?: (error: Error) => void;
}

/**
 * Shows detectors what did not come through a journal: events that other processes wrote into the store. Whatever the
 * event writer has shown already is left out.
 */
export class StrayEvents {
  readonly #options: StrayEventsOptions;
  readonly #now: () => number;
  readonly #seen = new RecentMap<string, true>(mostSeen);
  #since: number;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: StrayEventsOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#since = this.#now();
  }

  /** Told of what detectors saw otherwise. */
  saw(events: readonly SecurityEvent[]): void {
    for (const { id, kind } of events) if (isStray.has(kind)) this.#seen.set(id, true);
  }

  start(): void {
    const { intervalMillis = 2000, onError } = this.#options;
    const look = (): void => void (this.#looking = this.look().catch((error: Error) => onError?.(error)));
    this.#timer ??= setInterval(look, intervalMillis).unref();
  }

  /** Looks once for what is new since the look before. */
  async look(): Promise<void> {
    const next = this.#now() - overlapMillis;
    const { events, observe } = this.#options;
    const since = Math.max(this.#since, 0);
    const found: SecurityEvent[] = [];
    for (const kind of strayKinds) found.push(...(await events.search({ kind, since, limit: mostAtOnce })));
    const fresh = found.filter(({ id }) => !this.#seen.get(id));
    this.saw(fresh);
    this.#since = Math.max(this.#since, next);
    if (fresh.length > 0) observe(fresh.sort((a, b) => idTime(a.id) - idTime(b.id)));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }
}
