import { PortcullisError } from '../../core/errors.js';
import { sha256 } from '../../core/ids.js';
import type { Migration } from '../migration.js';
import { schema, type PostgresDatabase, type Query } from './database.js';

const migrationLock = 0x506f7275;
const stepMillis = 600_000;

interface Applied {
  readonly version: number;
  readonly digest: string;
}

export interface PostgresMigrateOptions {
  readonly readOnly: boolean;
  readonly now: () => number;
}

/**
 * Brings a database to the newest schema: forward only, all steps in one transaction, so one that fails leaves the
 * database as it was. Several processes may do it at once. A newer schema throws `STORE_NEWER` and stays as it is.
 */
export async function migrate(
  database: PostgresDatabase,
  migrations: readonly Migration[],
  { readOnly, now }: PostgresMigrateOptions,
): Promise<void> {
  const applied = await readApplied((sql, ...values) => database.query(sql, ...values));
  verifyApplied(migrations, applied);
  if (applied.length === migrations.length) return;
  if (readOnly) throw needsWriter(applied.length);
  await database.transact(
    async (query) => {
      await query(`SELECT pg_advisory_xact_lock(${migrationLock})`);
      // Read again under the lock: another process may have been faster.
      const before = await readApplied(query);
      verifyApplied(migrations, before);
      if (before.length === 0) await createSchema(query);
      for (const [index, migration] of migrations.entries()) {
        if (index >= before.length) await applyStep(query, migration, { version: index + 1, time: Math.trunc(now()) });
      }
    },
    { statementMillis: stepMillis },
  );
}

/** True when the database has tables of a store. */
export async function hasSchema(query: Query): Promise<boolean> {
  // Not `to_regclass`: inside a transaction it may remember that there was none.
  const sql = `SELECT 1 AS found FROM pg_catalog.pg_tables WHERE schemaname = ? AND tablename = 'migration'`;
  return (await query(sql, schema)).length > 0;
}

async function readApplied(query: Query): Promise<readonly Applied[]> {
  if (!(await hasSchema(query))) return [];
  return query<Applied>(`SELECT version, digest FROM ${schema}.migration ORDER BY version`);
}

function verifyApplied(migrations: readonly Migration[], applied: readonly Applied[]): void {
  if (applied.length > migrations.length) throw newer(applied.length, migrations.length);
  for (const [index, { digest }] of applied.entries()) {
    if (digest === sha256(migrations[index]!.sql)) continue;
    throw new PortcullisError('STORE_CORRUPT', 'The database of the store has another schema than this program', {
      expected: `schema step ${index + 1} as this program knows it`,
      hint: 'restore a backup into an empty database',
    });
  }
}

async function createSchema(query: Query): Promise<void> {
  await query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await query(`CREATE TABLE migration (version bigint PRIMARY KEY, name text NOT NULL, digest text NOT NULL,
    applied bigint NOT NULL)`);
}

async function applyStep(
  query: Query,
  { name, sql }: Migration,
  { version, time }: { readonly version: number; readonly time: number },
): Promise<void> {
  for (const statement of sql.split(';')) if (statement.trim() !== '') await query(statement);
  await query('INSERT INTO migration VALUES (?, ?, ?, ?)', version, name, sha256(sql), time);
}

function newer(found: number, known: number): PortcullisError {
  return new PortcullisError('STORE_NEWER', 'The database of the store was written by a newer version of Portcullis', {
    expected: `schema ${known} or older, found ${found}`,
    hint: 'use that version, or restore a backup made before the upgrade',
  });
}

function needsWriter(found: number): PortcullisError {
  if (found === 0) {
    return new PortcullisError('NOT_FOUND', 'There is no store in the database of store.url', {
      hint: 'portcullis store init makes one; so does portcullis start',
    });
  }
  return new PortcullisError('USAGE', 'The database of the store has an older schema and is open for reading only', {
    hint: 'start Portcullis once: it brings it up to date',
  });
}
