import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { makeControlStores } from './control/control-stores.js';
import { ensurePrivateFolder, refuseShared } from './files.js';
import { controlMigrations } from './sqlite/control-schema.js';
import { SqliteEventStore } from './sqlite/events.js';
import { migrate, type MigrateOptions } from './sqlite/migrate.js';
import { SqliteFile } from './sqlite/sqlite-file.js';
import { sqliteSql } from './sqlite/sqlite-sql.js';
import { nodeName } from './node-name.js';
import type { StorePlace } from './store-place.js';
import type { Store } from './store.js';

export interface StoreOptions {
  /** Fails on writes, and on a folder that does not exist; works beside a writing process. Default false. */
  readonly readOnly?: boolean;
  /** Milliseconds since the epoch; default the clock of this machine. */
  readonly now?: () => number;
  /** Who changes what is changed, for the audit log; default `portcullis`: the program by itself. */
  readonly actor?: () => string;
}

/**
 * Opens the embedded store in a folder (created, mode 0700). Several processes may have it open at once;
 * the one that carries over events holds the lock of `acquireLock`.
 * Throws `STORE_INSECURE`, `STORE_CORRUPT`, `STORE_NEWER`, and `NOT_FOUND` (read-only, nothing there).
 */
export function openStore(
  dataDir: string,
  { readOnly = false, now = Date.now, actor = () => 'portcullis' }: StoreOptions = {},
): Store {
  const options: MigrateOptions = { readOnly, now, backupFolder: path.join(dataDir, 'backup') };
  const control = openControl(dataDir, options);
  const events = new SqliteEventStore(dataDir, options);
  return Object.freeze({
    ...makeControlStores(sqliteSql(control), { now, actor }),
    events,
    close: async () => {
      events.close();
      control.close();
    },
  });
}

/**
 * Opens the store of a place, whichever engine keeps it. Throws what `openStore` throws, and `STORE_UNREACHABLE` for a
 * database that does not answer.
 */
export async function openStoreAt(place: StorePlace, options: StoreOptions = {}): Promise<Store> {
  const { dataDir, url, connections } = place;
  if (url === undefined) return openStore(dataDir, options);
  const { openPostgresStore } = await import('./postgres/open.js');
  const node = nodeName(dataDir, { readOnly: options.readOnly ?? false });
  return openPostgresStore({ ...options, url, node, ...(connections ? { connections } : {}) });
}

function openControl(dataDir: string, options: MigrateOptions): SqliteFile {
  const file = path.join(dataDir, 'control.db');
  if (options.readOnly) refuseAbsent(dataDir, file);
  else ensurePrivateFolder(dataDir);
  refuseShared(dataDir);
  const control = new SqliteFile(file, { readOnly: options.readOnly, synchronous: 'FULL' });
  try {
    migrate(control, controlMigrations, options);
  } catch (error) {
    control.close();
    throw error;
  }
  return control;
}

function refuseAbsent(dataDir: string, file: string): void {
  if (fs.existsSync(file)) return;
  throw new PortcullisError('NOT_FOUND', `There is no store in ${dataDir}`, {
    hint: 'portcullis start or portcullis audit makes one; --data DIR names another folder',
  });
}
