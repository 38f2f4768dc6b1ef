import { PortcullisError } from '../../core/errors.js';
import { openStore } from '../open-store.js';
import { ControlRows } from '../sqlite/control-rows.js';
import type { LogName } from '../store.js';
import { PostgresDatabase, type Query } from './database.js';
import { importControl, type Counts } from './import-control.js';
import { importEvents } from './import-events.js';
import { migrate } from './migrate.js';
import { postgresMigrations } from './schema.js';

const stepMillis = 600_000;

export interface ImportOptions {
  /** Folder of the embedded store. Nobody may write there meanwhile. */
  readonly dataDir: string;
  readonly url: string;
  readonly node: string;
}

/** What was taken over: rows of each control table, leaves of each event log. */
export interface Imported {
  readonly rows: Counts;
  readonly leaves: Readonly<Record<LogName, number>>;
}

/**
 * Takes over an embedded store into an empty database, all or nothing: every row is counted there, and the edges of
 * the logs are made anew of the leaves that arrived. Throws `USAGE` when there is a store in the database already.
 */
export async function importIntoPostgres({ dataDir, url, node }: ImportOptions): Promise<Imported> {
  const database = new PostgresDatabase({ url, readOnly: false });
  const source = openStore(dataDir, { readOnly: true });
  const control = new ControlRows(dataDir);
  try {
    await migrate(database, postgresMigrations, { readOnly: false, now: Date.now });
    return await database.transact(
      async (query) => {
        await refuseFilled(query);
        const rows = await importControl(query, control);
        return { rows, leaves: await importEvents(query, source.events, node) };
      },
      { statementMillis: stepMillis },
    );
  } finally {
    control.close();
    await source.close();
    await database.close();
  }
}

async function refuseFilled(query: Query): Promise<void> {
  const [row] = await query<{ n: number }>(`SELECT (SELECT count(*) FROM audit_leaf) + (SELECT count(*) FROM event_log)
    + (SELECT count(*) FROM api_key) + (SELECT count(*) FROM data_key) AS n`);
  if (row!.n === 0) return;
  throw new PortcullisError('USAGE', 'There is a store in the database already', {
    hint: 'name an empty database in store.url, or drop its schema portcullis',
  });
}
