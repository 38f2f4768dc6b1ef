import { makeControlStores } from '../control/control-stores.js';
import type { Store } from '../store.js';
import { PostgresDatabase } from './database.js';
import { PostgresEventStore } from './events.js';
import { migrate } from './migrate.js';
import { postgresMigrations } from './schema.js';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Name of this machine among those that share the store: its journals are its own. */
  readonly node: string;
  /** Fails on writes, and where no store is. Default false. */
  readonly readOnly?: boolean;
  /** Connections at once; default 4. */
  readonly connections?: number;
  /** How long to wait for the answer to one statement; default 5,000. */
  readonly statementMillis?: number;
  readonly now?: () => number;
  readonly actor?: () => string;
}

/**
 * Opens the store in a PostgreSQL database (15 or newer), in a schema of its own. Several machines may share it.
 * Throws `STORE_UNREACHABLE`, `STORE_NEWER`, `STORE_CORRUPT`, `STORE_INSECURE`, and `NOT_FOUND` (read-only, nothing there).
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const { url, node, readOnly = false, connections, statementMillis, now = Date.now } = options;
  const { actor = () => 'portcullis' } = options;
  const database = new PostgresDatabase({ url, readOnly, connections, statementMillis });
  try {
    await migrate(database, postgresMigrations, { readOnly, now });
  } catch (error) {
    await database.close();
    throw error;
  }
  return Object.freeze({
    ...makeControlStores(database, { now, actor }),
    events: new PostgresEventStore(database, { node, now }),
    close: () => database.close(),
  });
}
