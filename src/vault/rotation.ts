import { setTimeout as sleep } from 'node:timers/promises';
import {
  sealedColumns,
  type DataKeyRecord,
  type SealedColumn,
  type SealedRow,
  type VaultStore,
} from '../core/data-keys.js';
import { PortcullisError } from '../core/errors.js';
import type { Vault } from './vault.js';

/** The value of a row with its cells under the keys of today; undefined when nothing is to be changed. */
export type Reseal = (column: SealedColumn, row: SealedRow) => Promise<string | undefined>;

export interface RotationParts {
  readonly vault: Vault;
  readonly store: VaultStore;
  readonly reseal: Reseal;
  readonly now?: () => number;
  /** How long a value that was sealed before may take to reach the store. Default 10 s. */
  readonly graceMillis?: number;
  readonly signal?: AbortSignal;
}

const rowsAtOnce = 200;

/** Old keys that still wait for their cells: a rotation that was begun and not finished. */
export async function pendingKeys({ store }: Pick<RotationParts, 'store'>): Promise<readonly DataKeyRecord[]> {
  return store.keys.list({ purpose: 'store', isRetired: true, isWrapped: true });
}

/** Retires every key that seals, so that new ones are made at the next use. */
export async function retireDataKeys({ store }: Pick<RotationParts, 'store'>): Promise<number> {
  const keys = await store.keys.list({ purpose: 'store', isWrapped: true });
  const sealing = keys.filter(({ retiredAt }) => retiredAt === undefined);
  for (const { id } of sealing) await store.keys.retire(id);
  return sealing.length;
}

/**
 * Seals every cell of a retired key anew, row by row while others write, then destroys the old keys. May be ended at any
 * moment, even by kill -9, and called again: rows that are done are passed over. Returns what was changed.
 */
export async function finishRotation(parts: RotationParts): Promise<{ readonly rows: number; readonly keys: number }> {
  const old = await pendingKeys(parts);
  if (old.length === 0) return { rows: 0, keys: 0 };
  let rows = await resealAll(parts);
  const youngest = Math.max(...old.map(({ retiredAt }) => retiredAt!));
  await wait(youngest + (parts.graceMillis ?? 10_000) - (parts.now ?? Date.now)(), parts.signal);
  refuseAborted(parts.signal);
  rows += await resealAll(parts); // what was on its way into the store with an old key
  let keys = 0;
  for (const { id } of old) if (await parts.store.keys.destroy(id, { unlessUsed: true })) keys += 1;
  return { rows, keys };
}

/** Goes through all sealed columns once; returns the number of rows that were written. */
export async function resealAll(parts: Pick<RotationParts, 'store' | 'reseal' | 'signal'>): Promise<number> {
  let rows = 0;
  for (const column of sealedColumns) rows += await resealColumn(parts, column);
  return rows;
}

async function resealColumn(
  { store, reseal, signal }: Pick<RotationParts, 'store' | 'reseal' | 'signal'>,
  column: SealedColumn,
): Promise<number> {
  let written = 0;
  let after = '';
  for (;;) {
    const page = await store.cells.page(column, { after, limit: rowsAtOnce });
    for (const row of page) {
      refuseAborted(signal);
      const to = await reseal(column, row);
      if (to === undefined) continue;
      // A row that somebody changed meanwhile has a key of today already.
      if (await store.cells.replace(column, row.key, { from: row.value, to })) written += 1;
    }
    const last = page.at(-1);
    if (!last) return written;
    after = last.key;
  }
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PortcullisError('USAGE', 'Interrupted; the same command goes on from here');
}

async function wait(millis: number, signal: AbortSignal | undefined): Promise<void> {
  if (millis <= 0) return;
  await sleep(millis, undefined, signal ? { signal } : {}).catch(() => undefined);
}
