import { randomBytes } from 'node:crypto';
import type { DataKeyRecord, DataKeyStore, KeyScope } from '../core/data-keys.js';
import { PortcullisError } from '../core/errors.js';
import { uuidv7 } from '../core/ids.js';
import type { OpenKey } from './cell.js';
import type { KeySources } from './key-sources.js';
import { canRewrap } from './transit-key.js';
import { keyBytes, type VaultKey } from './vault-key.js';

/** Cells that one key may seal under random IVs (NIST SP 800-38D, 8.3). */
const mostUses = 2 ** 32;

/** Uses are counted in the store ahead, in blocks: after a crash at most a block is lost. */
const blockUses = 4096;

const mostOpen = 10_000;

/** What a wrapped key is bound to. */
const contextOf = ({ id, tenant, purpose }: DataKeyRecord): string => `${id}|${purpose}|${tenant}`;

export interface KeyRingOptions {
  readonly keys: DataKeyStore;
  readonly sources: KeySources;
  readonly now: () => number;
  /** Cells one key may seal; default 2^32. */
  readonly mostUses?: number;
}

/**
 * Data keys, opened. A key that was opened once stays open in this process, so an outage of a key service stops nothing
 * that runs; whether it was destroyed meanwhile is asked of the store every time.
 */
export class KeyRing {
  readonly #options: KeyRingOptions;
  readonly #open = new Map<string, Uint8Array>();
  readonly #credit = new Map<string, number>();
  /** The key of the vault that what is sealed needs was there once. */
  #hasSource = false;

  constructor(options: KeyRingOptions) {
    this.#options = options;
  }

  /** The key that seals for a scope now; made at first use. */
  async sealing(scope: KeyScope): Promise<OpenKey> {
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const record = await this.#currentOrNew(scope);
      if (!record) continue; // another process made one at the same time
      const open = await this.#openKey(record);
      if (await this.#takeUse(record.id)) return open;
      await this.#options.keys.retire(record.id); // used up: the next has a new one
    }
    throw new PortcullisError('STORE_LOCKED', 'Data keys are being made by another process', { hint: 'try again' });
  }

  /** The key of a scope that seals nothing, such as one of a keyed hash: never counted, never replaced. */
  async standing(scope: KeyScope): Promise<OpenKey> {
    const record = (await this.#currentOrNew(scope)) ?? (await this.#options.keys.current(scope));
    return this.#openKey(record!);
  }

  /** The key that sealed a cell; undefined when it was destroyed. Throws `STORE_CORRUPT` for a key nobody knows. */
  async opening(id: string): Promise<OpenKey | undefined> {
    const record = await this.record(id);
    if (record.wrapped === undefined) {
      this.#open.delete(id);
      return undefined;
    }
    return this.#openKey(record);
  }

  async record(id: string): Promise<DataKeyRecord> {
    const record = await this.#options.keys.get(id);
    if (record) return record;
    throw new PortcullisError('STORE_CORRUPT', `The data key ${id} is not in the store`, {
      hint: 'restore the store from a backup; everything sealed with other keys can still be read',
    });
  }

  /** Wraps a given key, such as a pepper that was a file before. False when there is one already. */
  async adopt(scope: KeyScope, id: string, key: Uint8Array): Promise<boolean> {
    return this.#options.keys.add(await this.#wrapped(scope, id, key));
  }

  /** Wraps every data key with the first source; returns how many were changed. Nothing that is sealed is touched. */
  async rewrapAll(): Promise<number> {
    const to = this.#options.sources.current();
    let changed = 0;
    for (const record of await this.#options.keys.list()) if (await this.#rewrap(record, to)) changed += 1;
    return changed;
  }

  async #rewrap(record: DataKeyRecord, to: VaultKey): Promise<boolean> {
    const from = record.wrapped;
    if (from === undefined) return false;
    const own = record.kekId === to.id;
    if (own && !canRewrap(to)) return false;
    const wrapped = own && canRewrap(to) ? await to.rewrap(from) : await this.#wrapWith(to, record);
    return this.#options.keys.rewrap(record.id, { from, to: wrapped, kekId: to.id });
  }

  async #wrapWith(to: VaultKey, record: DataKeyRecord): Promise<string> {
    const { key } = await this.#openKey(record);
    return to.wrap(key, contextOf(record));
  }

  async #currentOrNew(scope: KeyScope): Promise<DataKeyRecord | undefined> {
    const record = await this.#options.keys.current(scope);
    if (record) return record;
    await this.#refuseOrphans();
    const made = await this.#wrapped(scope, uuidv7(this.#options.now()), randomBytes(keyBytes));
    return (await this.#options.keys.add(made)) ? made : undefined;
  }

  /** A new key file is made only where nothing is sealed yet: one that was lost must be found, not replaced. */
  async #refuseOrphans(): Promise<void> {
    if (this.#hasSource) return;
    const [first] = await this.#options.keys.list({ isWrapped: true, limit: 1 });
    if (!first) return this.#options.sources.createCurrent();
    this.#options.sources.byId(first.kekId);
    this.#hasSource = true;
  }

  async #wrapped(scope: KeyScope, id: string, key: Uint8Array): Promise<DataKeyRecord> {
    await this.#refuseOrphans();
    const vaultKey = this.#options.sources.current();
    const createdAt = Math.trunc(this.#options.now());
    const record = { ...scope, id, kekId: vaultKey.id, uses: 0, createdAt };
    return { ...record, wrapped: await vaultKey.wrap(key, contextOf(record)) };
  }

  async #openKey(record: DataKeyRecord): Promise<OpenKey> {
    const known = this.#open.get(record.id);
    if (known) return { id: record.id, key: known };
    const vaultKey = this.#options.sources.byId(record.kekId);
    const key = await vaultKey.unwrap(record.wrapped!, contextOf(record));
    if (this.#open.size >= mostOpen) this.#open.delete(this.#open.keys().next().value!);
    this.#open.set(record.id, key);
    return { id: record.id, key };
  }

  async #takeUse(id: string): Promise<boolean> {
    if ((this.#credit.get(id) ?? 0) <= 0) {
      const most = this.#options.mostUses ?? mostUses;
      const count = Math.min(blockUses, most);
      if (!(await this.#options.keys.reserve(id, { count, most }))) return false;
      this.#credit.set(id, (this.#credit.get(id) ?? 0) + count);
    }
    this.#credit.set(id, this.#credit.get(id)! - 1);
    return true;
  }
}
