import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { throwawayPeppers, type Peppers } from '../vault/pepper.js';
import { secretCell } from './sealed-documents.js';
import { openSealedStore, type SealedStore } from './sealed-store.js';
import { placeOf, type StorePlace } from './store-place.js';

/** Every named secret of a store, opened. A secret of an erased person is none. */
export async function openSecrets({ vault, opener }: SealedStore): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>();
  for (const { name, sealed } of await vault.secrets.list()) {
    const opened = await opener.open(secretCell(name), sealed);
    if (opened.state === 'open') secrets.set(name, opened.text);
  }
  return secrets;
}

/** `POLICY_SECRET_MISSING` for a `${vault:NAME}` that nobody set. */
export function secretNotSet(name: string): PortcullisError {
  return new PortcullisError('POLICY_SECRET_MISSING', `There is no secret ${name} in the vault`, {
    hint: `portcullis vault set ${name} reads it from standard input`,
  });
}

/** True when there may be a store to look into: that of a database says so itself. */
export const hasStore = ({ dataDir, url }: StorePlace): boolean =>
  url !== undefined || fs.existsSync(path.join(dataDir, 'control.db'));

/**
 * What a gateway needs of the vault at once, read before it serves and again with every policy: the pepper of API keys
 * and the secrets that a policy may name. Where there is no store yet, there are none.
 */
export class OpenVault {
  readonly #place: StorePlace;
  #store: SealedStore | undefined;
  #peppers: Peppers = throwawayPeppers();
  #secrets: ReadonlyMap<string, string> = new Map();

  private constructor(place: StorePlace) {
    this.#place = place;
  }

  /** Throws what opening a store and its vault throws. */
  static async open(at: string | StorePlace): Promise<OpenVault> {
    const vault = new OpenVault(placeOf(at));
    await vault.refresh();
    return vault;
  }

  async refresh(): Promise<void> {
    const store = await this.#openStore();
    if (!store) return;
    this.#peppers = await store.opener.peppers();
    this.#secrets = await openSecrets(store);
  }

  get pepper(): Uint8Array {
    return this.#peppers.get(this.#peppers.current)!;
  }

  /** Opened for reading. Throws `NOT_FOUND` where there is none. */
  get store(): SealedStore {
    if (this.#store) return this.#store;
    throw new PortcullisError('NOT_FOUND', `There is no store in ${this.#place.dataDir}`, {
      hint: 'portcullis keys create or portcullis start makes one',
    });
  }

  /** The same, or undefined. */
  get storeIfAny(): SealedStore | undefined {
    return this.#store;
  }

  /** The secret of `${vault:NAME}`. Throws `POLICY_SECRET_MISSING`. */
  readonly secretOf = (name: string): string => {
    const secret = this.#secrets.get(name);
    if (secret === undefined) throw secretNotSet(name);
    return secret;
  };

  async close(): Promise<void> {
    await this.#store?.close();
  }

  async #openStore(): Promise<SealedStore | undefined> {
    if (this.#store || !hasStore(this.#place)) return this.#store;
    try {
      return (this.#store = await openSealedStore(this.#place, { readOnly: true, env: process.env }));
    } catch (error) {
      if (error instanceof PortcullisError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }
}
