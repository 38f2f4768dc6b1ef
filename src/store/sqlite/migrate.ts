import path from 'node:path';
import { PortcullisError } from '../../core/errors.js';
import { sha256 } from '../../core/ids.js';
import { ensurePrivateFile, ensurePrivateFolder } from '../files.js';
import type { Migration } from '../migration.js';
import { corruptError } from './errors.js';
import type { SqliteFile } from './sqlite-file.js';

export type { Migration };

export interface MigrateOptions {
  readonly readOnly: boolean;
  readonly now: () => number;
  /** Where a copy goes before an older schema is changed. */
  readonly backupFolder: string;
}

interface Applied {
  readonly version: number;
  readonly digest: string;
}

/**
 * Brings a file to the newest schema: forward only, one transaction per step.
 * An older file is copied first; a newer one throws `STORE_NEWER` and stays as it is.
 */
export function migrate(file: SqliteFile, migrations: readonly Migration[], options: MigrateOptions): void {
  const applied = readApplied(file);
  verifyApplied(file, migrations, applied);
  if (applied.length === migrations.length) return;
  if (options.readOnly) throw needsWriter(file);
  if (applied.length > 0) copyBefore(file, applied.length, options);
  for (const index of migrations.keys()) applyStep(file, migrations, { index, now: options.now });
}

/** False for a file that was just made: its first step is not committed yet. */
export function hasSchema(file: SqliteFile): boolean {
  return file.get(`SELECT 1 FROM sqlite_schema WHERE name = 'migration'`) !== undefined;
}

function readApplied(file: SqliteFile): Applied[] {
  if (!hasSchema(file)) return [];
  return file.all<Applied>('SELECT version, digest FROM migration ORDER BY version');
}

function verifyApplied(file: SqliteFile, migrations: readonly Migration[], applied: readonly Applied[]): void {
  if (applied.length > migrations.length) throw newer(file, applied.length, migrations.length);
  for (const [index, { digest }] of applied.entries()) {
    if (digest === sha256(migrations[index]!.sql)) continue;
    throw corruptError(file.path, new Error(`Schema step ${index + 1} is not the one of this program`));
  }
}

function applyStep(
  file: SqliteFile,
  migrations: readonly Migration[],
  step: { readonly index: number; readonly now: () => number },
): void {
  const { name, sql } = migrations[step.index]!;
  file.transaction(() => {
    // Read again inside the transaction: another process may have been faster.
    const applied = readApplied(file);
    verifyApplied(file, migrations, applied);
    if (applied.length > step.index) return;
    if (step.index === 0) file.exec(migrationTable);
    file.exec(sql);
    const values = [step.index + 1, name, sha256(sql), step.now()] as const;
    file.run('INSERT INTO migration (version, name, digest, applied) VALUES (?, ?, ?, ?)', ...values);
  });
}

const migrationTable =
  'CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, applied INTEGER NOT NULL)';

function copyBefore(file: SqliteFile, version: number, options: MigrateOptions): void {
  ensurePrivateFolder(options.backupFolder);
  const base = path.basename(file.path, '.db');
  const copy = path.join(options.backupFolder, `${base}-v${version}-${options.now()}.db`);
  ensurePrivateFile(copy); // VACUUM INTO accepts an empty file, and keeps its mode
  file.run('VACUUM INTO ?', copy);
}

function newer(file: SqliteFile, found: number, known: number): PortcullisError {
  return new PortcullisError('STORE_NEWER', `${file.path} was written by a newer version of Portcullis`, {
    expected: `schema ${known} or older, found ${found}`,
    hint: 'use that version, or restore a backup made before the upgrade',
  });
}

function needsWriter(file: SqliteFile): PortcullisError {
  return new PortcullisError('USAGE', `${file.path} has an older schema and is open for reading only`, {
    hint: 'start Portcullis once: it copies the file and brings it up to date',
  });
}
