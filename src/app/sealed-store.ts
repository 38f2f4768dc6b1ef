import { openStoreAt, type StoreOptions } from '../store/open-store.js';
import type { FindingStore, KeyStore, RunStore, Store, StoredFinding } from '../store/store.js';
import { finishRotation, resealAll, type Reseal } from '../vault/rotation.js';
import { Vault } from '../vault/vault.js';
import { openFinding, openKey, openRun, resealRow, sealKey, sealRun } from './sealed-documents.js';
import { sealedIncidents } from './sealed-incidents.js';
import { placeOf, type StorePlace } from './store-place.js';

export interface SealedStoreOptions extends StoreOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told what a person should know. */
  readonly say?: (text: string) => void;
}

/** A store with its vault: whoever reads and writes it sees plain values, the disk sealed ones. */
export interface SealedStore extends Store {
  readonly opener: Vault;
  /** Seals one row of the engine anew. */
  readonly reseal: Reseal;
}

/**
 * Opens a store and its vault; a folder stands for the store in its files. Rows that an earlier version left in plain text are sealed first; the
 * copy that the migration of the schema made is their backup. Throws what `openStore` and `Vault` throw.
 */
export async function openSealedStore(at: string | StorePlace, options: SealedStoreOptions): Promise<SealedStore> {
  const { env, say, ...rest } = options;
  const place = placeOf(at);
  const store = await openStoreAt(place, rest);
  try {
    const { readOnly = false, now } = rest;
    const vault = new Vault({ dataDir: place.dataDir, keys: store.vault.keys, env, readOnly, ...(now ? { now } : {}) });
    const sealed = sealStore(store, vault);
    if (!readOnly) await sealOldRows(sealed, say);
    return sealed;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** A store of any engine whose secret and personal values are sealed by a vault. */
export function sealStore(store: Store, vault: Vault): SealedStore {
  const parts = {
    vault,
    keyOf: (id: string) => store.keys.find(id),
  };
  return Object.freeze({
    ...store,
    keys: sealedKeys(store.keys, vault),
    runs: sealedRuns(store.runs, vault),
    findings: sealedFindings(store.findings, vault),
    incidents: sealedIncidents(store.incidents, vault),
    opener: vault,
    reseal: ((column, row) => resealRow(parts, column, row)) satisfies Reseal,
  });
}

async function sealOldRows(store: SealedStore, say: SealedStoreOptions['say']): Promise<void> {
  const { cells } = store.vault;
  if (await cells.allSealed()) return;
  const rows = await resealAll({ store: store.vault, reseal: store.reseal });
  await cells.markAllSealed();
  if (rows > 0)
    say?.(
      `sealed ${rows} rows that were in plain text; the copy in backup/ still holds them so: delete it when you can`,
    );
}

/** Goes on with a rotation that was interrupted. Resolves when it is done, or there was none. */
export function resumeRotation(store: SealedStore, signal: AbortSignal): Promise<unknown> {
  return finishRotation({ vault: store.opener, store: store.vault, reseal: store.reseal, signal });
}

function sealedKeys(keys: KeyStore, vault: Vault): KeyStore {
  return {
    ...keys,
    create: async (record) => keys.create(await sealKey(vault, record)),
    find: async (id) => {
      const stored = await keys.find(id);
      return stored && openKey(vault, stored);
    },
    list: async () => Promise.all((await keys.list()).map((stored) => openKey(vault, stored))),
    revoke: async (id) => openKey(vault, await keys.revoke(id)),
    rotate: async (id, replacement, options) =>
      openKey(vault, await keys.rotate(id, await sealKey(vault, replacement), options)),
  };
}

function sealedRuns(runs: RunStore, vault: Vault): RunStore {
  return {
    ...runs,
    save: async (run) => runs.save(await sealRun(vault, run)),
    get: async (id) => {
      const stored = await runs.get(id);
      return stored && openRun(vault, stored);
    },
    list: async (filter) => Promise.all((await runs.list(filter)).map((stored) => openRun(vault, stored))),
  };
}

function sealedFindings(findings: FindingStore, vault: Vault): FindingStore {
  const open = async (stored: StoredFinding): Promise<StoredFinding> => ({
    ...stored,
    finding: await openFinding(vault, stored.finding, stored.lastRun),
  });
  return {
    ...findings,
    recordRun: async (run, scope) => findings.recordRun(await sealRun(vault, run), scope),
    list: async (filter) => Promise.all((await findings.list(filter)).map(open)),
    page: async (page) => Promise.all((await findings.page(page)).map(open)),
    get: async (fingerprint) => open(await findings.get(fingerprint)),
    setStatus: async (fingerprint, status, triage) => open(await findings.setStatus(fingerprint, status, triage)),
  };
}
