import { setTimeout as sleep } from 'node:timers/promises';
import { tokensInText } from '../core/person-token.js';
import type { OnPerson } from '../gateway/event-marks.js';
import { RecentMap } from '../gateway/recent-map.js';
import { personNameCell } from './sealed-documents.js';
import { openSealedStore, type SealedStore } from './sealed-store.js';
import type { StorePlace } from './store-place.js';

/** Token and name of a person. */
export type NamedPerson = readonly [token: string, name: string];

const mostKnown = 100_000;
/** Names that wait for the store; beyond them new ones stay tokens until they are seen by another worker. */
const mostWaiting = 100_000;
const namesAtOnce = 50;
const retryMillis = 1000;

export interface PersonNamesParts {
  /** Opened when the first name comes. */
  readonly store: () => Promise<Pick<SealedStore, 'opener' | 'vault'>>;
  /** Told once of each trouble: names wait in memory meanwhile. */
  readonly say: (text: string) => void;
}

/**
 * Keeps the names of persons whose tokens stand in events: each sealed under a key of that person, so that erasing them
 * leaves the token. Never in the way of a request, and never in the clear on a disk.
 */
export class PersonNameKeeper {
  readonly #parts: PersonNamesParts;
  readonly #known = new RecentMap<string, true>(mostKnown);
  readonly #waiting = new Map<string, string>();
  readonly #ending = new AbortController();
  #running: Promise<void> | undefined;
  /** Names that were not kept because too many waited. */
  lost = 0;

  constructor(parts: PersonNamesParts) {
    this.#parts = parts;
  }

  keep(persons: readonly NamedPerson[]): void {
    for (const [token, name] of persons) {
      if (this.#known.get(token)) continue;
      if (this.#waiting.size >= mostWaiting) this.lost += 1;
      else this.#waiting.set(token, name);
    }
    if (this.#waiting.size > 0) this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  /** Resolves when all that came so far is kept, or the store took nothing. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Keeps what waits; what the store does not take now is seen again with the next call of that person. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let isTold = false;
    while (this.#waiting.size > 0) {
      try {
        await this.#keepSome();
        isTold = false;
      } catch (error) {
        if (this.#ending.signal.aborted) return;
        if (!isTold) this.#parts.say(`names of callers wait in memory: ${(error as Error).message}`);
        isTold = true;
        await sleep(retryMillis, undefined, { signal: this.#ending.signal }).catch(() => undefined);
      }
    }
  }

  async #keepSome(): Promise<void> {
    const some = [...this.#waiting].slice(0, namesAtOnce);
    const { opener, vault } = await this.#parts.store();
    const there = new Set((await vault.names.find(some.map(([token]) => token))).map(({ token }) => token));
    const rows = [];
    // One after the other: each may make a key, and a service that wraps keys should not be flooded.
    for (const [token, name] of some) {
      if (there.has(token)) continue;
      rows.push({ token, sealed: await opener.seal(personNameCell(token), name, { subject: name }) });
    }
    if (rows.length > 0) await vault.names.add(rows);
    for (const [token] of some) {
      this.#waiting.delete(token);
      this.#known.set(token, true);
    }
  }
}

/** For a process without a main one: it writes the store of its data folder itself, opened with the first name. */
export function ownPersonNames(
  place: StorePlace,
  say: (text: string) => void,
): { readonly onPerson: OnPerson; close(): Promise<void> } {
  let opened: Promise<SealedStore> | undefined;
  const store = async (): Promise<SealedStore> => {
    opened ??= openSealedStore(place, { env: process.env, say });
    return opened.catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
  };
  const keeper = new PersonNameKeeper({ store, say });
  return {
    onPerson: inBatches((persons) => keeper.keep(persons)),
    async close() {
      await keeper.close();
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}

/** Reads names back for people who look at events and detections. */
export interface PersonNames {
  /** A copy of a JSON value in which names stand for tokens; `erased-` and the rest of the token where one was erased. */
  show<T>(value: T): Promise<T>;
}

/** The names that a store keeps. Whether a person was erased meanwhile is asked of the store every time. */
export function personNames({ opener, vault }: Pick<SealedStore, 'opener' | 'vault'>): PersonNames {
  const nameOf = async (token: string, sealed: string): Promise<string> => {
    const opened = await opener.open(personNameCell(token), sealed);
    return opened.state === 'open' ? opened.text : erasedName(token);
  };
  return {
    async show(value) {
      const tokens = new Set<string>();
      eachText(value, (text) => void text.match(tokensInText())?.forEach((token) => tokens.add(token)));
      if (tokens.size === 0) return value;
      const rows = await vault.names.find([...tokens]);
      const named = rows.map(async ({ token, sealed }) => [token, await nameOf(token, sealed)] as const);
      const names = new Map(await Promise.all(named));
      return names.size === 0 ? value : (replaced(value, names) as typeof value);
    },
  };
}

const tokenStart = 'p_';
const erasedStart = 'erased-';

/** What stands for a person who was erased: two of them can still be told apart. */
export function erasedName(token: string): string {
  return erasedStart + token.slice(tokenStart.length);
}

/** The token again, in the id of a principal as it is shown. */
export function tokenOfErased(id: string): string {
  return id.replace(/(^|:)erased-([\w-]{16})$/, `$1${tokenStart}$2`);
}

function eachText(value: unknown, tell: (text: string) => void): void {
  if (typeof value === 'string') tell(value);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) eachText(part, tell);
}

function replaced(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.replace(tokensInText(), (token) => names.get(token) ?? token);
  if (Array.isArray(value)) return value.map((part) => replaced(part, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, replaced(part, names)]));
}

/** Collects what one turn of the event loop brings, so that a burst of new callers is one message. */
export function inBatches(send: (persons: readonly NamedPerson[]) => void): (token: string, name: string) => void {
  let batch: NamedPerson[] = [];
  return (token, name) => {
    if (batch.length === 0) {
      setImmediate(() => {
        send(batch);
        batch = [];
      });
    }
    batch.push([token, name]);
  };
}
