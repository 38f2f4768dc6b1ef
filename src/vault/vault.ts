import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import type { DataKeyRecord, DataKeyStore, KeyPurpose, KeyScope } from '../core/data-keys.js';
import { cellKeyId, damagedCell, openCell, sealCell, type Cell } from './cell.js';
import { KeyRing } from './key-ring.js';
import { KeySources } from './key-sources.js';
import { pepperFile, peppersOf, readPepperFile, throwawayPeppers, type Peppers } from './pepper.js';

export interface VaultOptions {
  readonly dataDir: string;
  readonly keys: DataKeyStore;
  /** Names the key of the vault, and holds the credentials of a key service. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Makes no key, and seals nothing. Default false. */
  readonly readOnly?: boolean;
  readonly now?: () => number;
  readonly limits?: ConstructorParameters<typeof KeySources>[0]['limits'];
  /** Cells that one data key seals; default 2^32. */
  readonly mostUses?: number;
}

/** Whose value is sealed: a person's can be erased alone. */
export interface SealFor {
  readonly subject?: string | undefined;
}

/** A value that was sealed, or the mark that its key is destroyed. */
export type Opened = { readonly state: 'open'; readonly text: string } | { readonly state: 'erased' };

const erased: Opened = Object.freeze({ state: 'erased' });

/**
 * Envelope encryption of what must not be read from a stolen store: each value under a data key of its tenant or its
 * person, each data key under the key of the vault, which lies outside. Throws `VAULT_KEY_MISSING`, `VAULT_KEY_INVALID`,
 * `VAULT_UNAVAILABLE` where the key of the vault is needed and cannot be had, `STORE_CORRUPT` for what was changed.
 */
export class Vault {
  readonly ring: KeyRing;
  readonly sources: KeySources;
  readonly #options: VaultOptions;
  readonly #tenant = 'default';

  constructor(options: VaultOptions) {
    const { dataDir, keys, env, now = Date.now, limits, mostUses } = options;
    this.#options = options;
    this.sources = new KeySources({ dataDir, env, now, ...(limits ? { limits } : {}) });
    this.ring = new KeyRing({ keys, sources: this.sources, now, ...(mostUses === undefined ? {} : { mostUses }) });
  }

  /** Seals a text for one place. The result is text as well, `v1.keyId.iv.ciphertext.tag`. */
  async seal(cell: Cell, text: string, { subject }: SealFor = {}): Promise<string> {
    const subjectMac = subject === undefined ? undefined : await this.subjectMac(subject);
    return sealCell(await this.ring.sealing(this.#scope('store', subjectMac)), cell, text);
  }

  async open(cell: Cell, sealed: string): Promise<Opened> {
    const id = cellKeyId(sealed);
    if (id === undefined) throw damagedCell(cell);
    const key = await this.ring.opening(id);
    return key ? { state: 'open', text: openCell(key, cell, sealed) } : erased;
  }

  /** The cell under the key of today, of the same tenant or person; undefined when it is, or when it is erased. */
  async reseal(cell: Cell, sealed: string): Promise<string | undefined> {
    const id = cellKeyId(sealed);
    if (id === undefined) throw damagedCell(cell);
    const record = await this.ring.record(id);
    if (record.wrapped === undefined || record.retiredAt === undefined) return undefined;
    const opened = await this.open(cell, sealed);
    if (opened.state === 'erased') return undefined;
    return sealCell(await this.ring.sealing(scopeOf(record)), cell, opened.text);
  }

  /** A keyed hash by which a person's keys are found: HMAC-SHA256 (RFC 2104) under the index key of the tenant. */
  async subjectMac(subject: string): Promise<string> {
    return macOf((await this.ring.standing(this.#scope('index'))).key, subject);
  }

  /** Makes tokens of values: HMAC-SHA256 under the index key, 16 letters of base64url (96 bits). */
  async tokeniser(): Promise<(dataClass: string, text: string) => string> {
    const { key } = await this.ring.standing(this.#scope('index'));
    return (dataClass, text) => {
      const digest = createHmac('sha256', key).update(`token|${dataClass}|${text}`).digest('base64url');
      return `tok_${digest.slice(0, 16)}`;
    };
  }

  /** Ids of the keys, destroyed or not, that sealed what is a person's. */
  async keysOf(subject: string): Promise<readonly DataKeyRecord[]> {
    const index = await this.#options.keys.current(this.#scope('index'));
    if (!index) return [];
    const mac = macOf((await this.ring.opening(index.id))!.key, subject);
    return this.#options.keys.list({ subjectMac: mac });
  }

  /**
   * Destroys the keys of a person: what they sealed cannot be read by anyone from then on. Returns how many there were.
   * Copies of the store that are older hold the keys, wrapped: they end with the backups.
   */
  async erase(subject: string): Promise<number> {
    const there = (await this.keysOf(subject)).filter(({ wrapped }) => wrapped !== undefined);
    for (const { id } of there) await this.#options.keys.destroy(id, { unlessUsed: false });
    return there.length;
  }

  /** The peppers of API keys, made at first use; a file of an earlier version is taken over, and then removed. */
  async peppers(): Promise<Peppers> {
    if (!this.#options.readOnly) await this.#adoptPepperFile();
    const records = await this.#options.keys.list({ purpose: 'pepper' });
    if (records.length === 0) return this.#firstPeppers();
    const byVersion = new Map<number, Uint8Array>();
    for (const { id } of records) byVersion.set(versionOf(id), (await this.ring.opening(id))!.key);
    return peppersOf(byVersion, versionOf(records.findLast(({ retiredAt }) => retiredAt === undefined)!.id));
  }

  async #firstPeppers(): Promise<Peppers> {
    if (this.#options.readOnly) {
      const old = readPepperFile(this.#options.dataDir);
      return old ? peppersOf(old, [...old.keys()].at(-1)!) : throwawayPeppers();
    }
    const made = throwawayPeppers();
    await this.ring.adopt(this.#scope('pepper'), 'pepper-1', made.get(1)!);
    return this.peppers(); // another process may have been faster
  }

  async #adoptPepperFile(): Promise<void> {
    const { dataDir, keys } = this.#options;
    const old = readPepperFile(dataDir);
    if (!old) return;
    const current = [...old.keys()].at(-1);
    for (const [version, pepper] of old) {
      const id = `pepper-${version}`;
      await this.ring.adopt(this.#scope('pepper'), id, pepper);
      if (version !== current) await keys.retire(id);
      const kept = await this.ring.opening(id);
      if (!kept || Buffer.compare(kept.key, pepper) !== 0) return; // the store has others: people must decide
    }
    fs.rmSync(pepperFile(dataDir));
  }

  #scope(purpose: KeyPurpose, subjectMac?: string): KeyScope {
    return { tenant: this.#tenant, purpose, ...(subjectMac === undefined ? {} : { subjectMac }) };
  }
}

const versionOf = (id: string): number => Number(id.slice('pepper-'.length));

function macOf(key: Uint8Array, subject: string): string {
  return createHmac('sha256', key).update(`subject|${subject}`).digest('base64url');
}

function scopeOf({ tenant, subjectMac, purpose }: DataKeyRecord): KeyScope {
  return { tenant, purpose, ...(subjectMac === undefined ? {} : { subjectMac }) };
}
