const windowMillis = 15 * 60_000;
const mostKeys = 10_000;

/** How often a login may fail within 15 minutes before it is refused unseen. */
export const attemptLimits = { pair: 5, address: 30, user: 60 } as const;

interface Failures {
  count: number;
  readonly until: number;
}

/**
 * Counts failed logins by person and address, by address, and by person. The last limit is far above the first, so
 * that a stranger cannot lock a person out from elsewhere at once.
 */
export class Attempts {
  readonly #now: () => number;
  readonly #failures = new Map<string, Failures>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Seconds until the next attempt, or undefined when one may be made. */
  waitSeconds(user: string, address: string): number | undefined {
    const now = this.#now();
    const waits = keysOf(user, address).map(([key, most]) => {
      const known = this.#failures.get(key);
      return known && known.until > now && known.count >= most ? Math.ceil((known.until - now) / 1000) : 0;
    });
    const longest = Math.max(...waits);
    return longest > 0 ? longest : undefined;
  }

  /** Called before the password is looked at, so that many at once do not slip through. */
  begin(user: string, address: string): void {
    const now = this.#now();
    if (this.#failures.size > mostKeys) this.#forget(now);
    for (const [key] of keysOf(user, address)) {
      const known = this.#failures.get(key);
      if (known && known.until > now) known.count += 1;
      else this.#failures.set(key, { count: 1, until: now + windowMillis });
    }
  }

  /** The password was right: what this person failed at from here does not count any more. */
  succeeded(user: string, address: string): void {
    const [[pair], ...others] = keysOf(user, address);
    this.#failures.delete(pair);
    for (const [key] of others) {
      const known = this.#failures.get(key);
      if (known) known.count -= 1;
    }
  }

  /** Those that are over; when there are still too many, the oldest. */
  #forget(now: number): void {
    for (const [key, { until }] of this.#failures) if (until <= now) this.#failures.delete(key);
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= mostKeys * 0.8) return;
      this.#failures.delete(key);
    }
  }
}

type Limited = readonly [key: string, most: number];

function keysOf(user: string, address: string): readonly [Limited, Limited, Limited] {
  return [
    [`pair ${address} ${user}`, attemptLimits.pair],
    [`address ${address}`, attemptLimits.address],
    [`user ${user}`, attemptLimits.user],
  ];
}
