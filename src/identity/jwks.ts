import { parseKeySet, type KeyEntry, type KeySet } from './key-set.js';

const cooldownMillis = 30_000;
/** Before the first set arrived every request is refused, so it is looked for more often. */
const firstSetCooldownMillis = 5_000;
const staleMillis = 24 * 3_600_000;
/** A token with an unknown key id waits so long for a fetch that may bring the key, then it is refused. */
const rotationWaitMillis = 1_000;

export type KeyLookup =
  | { readonly state: 'found'; readonly keys: readonly KeyEntry[] }
  /** The issuer's keys are known, and this one is not among them. */
  | { readonly state: 'unknown' }
  /** No set was ever fetched, or the last one is older than 24 h. */
  | { readonly state: 'unavailable'; readonly retryAfterSeconds: number };

/** Where the keys of an issuer come from. */
export interface KeySource {
  /** Grows when the keys changed: what was verified with older keys is checked again. */
  readonly generation: number;
  find(alg: string, kid: string | undefined): KeyLookup | Promise<KeyLookup>;
  warm(): Promise<void>;
  close(): void;
}

export interface KeySourceOptions {
  /** Reads the JWK Set. */
  readonly load: () => Promise<string>;
  readonly cacheSeconds: number;
  /** Monotonic milliseconds. */
  readonly monotonic: () => number;
  readonly close?: () => void;
}

interface Flight {
  readonly startedAt: number;
  readonly done: Promise<void>;
}

function withinMillis(done: Promise<void>, millis: number): Promise<void> {
  if (millis <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    void done.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The set that was read last, and the reading of it: one flight at a time, never more often than the cooldown. */
class CachedKeySource implements KeySource {
  generation = 0;
  readonly #options: KeySourceOptions;
  #set: KeySet | undefined;
  #text = '';
  #loadedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #searchedAt = Number.NEGATIVE_INFINITY;
  #flight: Flight | undefined;

  constructor(options: KeySourceOptions) {
    this.#options = options;
  }

  get #age(): number {
    return this.#options.monotonic() - this.#loadedAt;
  }

  /** Starts a load unless one is under way or was tried a moment ago. */
  #refresh(): Flight | undefined {
    if (this.#flight) return this.#flight;
    const now = this.#options.monotonic();
    if (now - this.#triedAt < (this.#set ? cooldownMillis : firstSetCooldownMillis)) return undefined;
    this.#triedAt = now;
    this.#flight = { startedAt: now, done: this.#load() };
    return this.#flight;
  }

  /** The same for an unknown key id, on a cooldown of its own: a rotation just after a load is seen at once. */
  #search(): Flight | undefined {
    if (this.#flight) return this.#flight;
    const now = this.#options.monotonic();
    if (now - this.#searchedAt < cooldownMillis) return undefined;
    this.#searchedAt = now;
    this.#flight = { startedAt: now, done: this.#load() };
    return this.#flight;
  }

  /** Never rejects: an error leaves the last good set in place. */
  async #load(): Promise<void> {
    try {
      const text = await this.#options.load();
      const set = parseKeySet(text);
      this.#loadedAt = this.#options.monotonic();
      if (text === this.#text) return;
      this.#set = set;
      this.#text = text;
      this.generation += 1;
    } catch {
      // Stale while error: `find` says "unavailable" once the last set is too old.
    } finally {
      this.#flight = undefined;
    }
  }

  #match(alg: string, kid: string | undefined): KeyLookup {
    if (!this.#set || this.#age > staleMillis) {
      return { state: 'unavailable', retryAfterSeconds: firstSetCooldownMillis / 1_000 };
    }
    const keys = this.#set.find(alg, kid);
    return keys.length > 0 ? { state: 'found', keys } : { state: 'unknown' };
  }

  find(alg: string, kid: string | undefined): KeyLookup | Promise<KeyLookup> {
    const found = this.#match(alg, kid);
    if (found.state === 'found') {
      if (this.#age > this.#options.cacheSeconds * 1_000) this.#refresh();
      return found;
    }
    const flight = found.state === 'unknown' ? this.#search() : this.#refresh();
    if (!flight) return found;
    return this.#wait(flight, found.state).then(() => this.#match(alg, kid));
  }

  #wait({ startedAt, done }: Flight, state: KeyLookup['state']): Promise<void> {
    if (state === 'unavailable') return done;
    return withinMillis(done, startedAt + rotationWaitMillis - this.#options.monotonic());
  }

  async warm(): Promise<void> {
    await this.#refresh()?.done;
  }

  close(): void {
    this.#options.close?.();
  }
}

/**
 * Keys behind a cache. A set older than `cacheSeconds` is used while it is read again; an unknown key id reads it
 * again at most every 30 s (OpenID Connect Core 10.1.1); when that fails the last good set serves for 24 h.
 */
export function makeKeySource(options: KeySourceOptions): KeySource {
  return new CachedKeySource(options);
}
