import { createRequire } from 'node:module';
import type { DatabaseSync } from '@photostructure/sqlite';

/** The `node:sqlite` API: Node's own where it exists (>= 22.13), else the package that carries the same API. */
export type Database = InstanceType<typeof DatabaseSync>;

type SqliteModule = { readonly DatabaseSync: new (path: string, options?: { readOnly?: boolean }) => Database };

const load = createRequire(import.meta.url);

/** Node prints one ExperimentalWarning for its own SQLite module; that one is silenced, all others pass. */
function loadBuiltin(): SqliteModule {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite')) emit.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
  try {
    return load('node:sqlite') as SqliteModule;
  } finally {
    process.emitWarning = emit;
  }
}

function loadSqlite(): SqliteModule {
  try {
    return loadBuiltin();
  } catch {
    return load('@photostructure/sqlite') as SqliteModule;
  }
}

let sqlite: SqliteModule | undefined;

/**
 * Opens an SQLite file (created when absent). The module is loaded at the first call.
 * Every JavaScript number binds as REAL: bind a BigInt where the value takes part in arithmetic.
 */
export function openDatabase(path: string, options: { readonly readOnly?: boolean } = {}): Database {
  sqlite ??= loadSqlite();
  return new sqlite.DatabaseSync(path, options);
}
