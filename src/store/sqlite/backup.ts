import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../../core/errors.js';
import { ensurePrivateFile, ensurePrivateFolder, namesIn, syncFolder } from '../files.js';
import { logNames } from '../store.js';
import { byOrder, fileName, partitionOf } from '../partition-name.js';
import { SqliteFile } from './sqlite-file.js';

const controlFile = 'control.db';

/**
 * Copies the files of a store while others write to them, and returns their names. The control file goes first: it then
 * knows no checkpoint of a leaf that is not copied. The files of a log are listed once: a newer one would have a gap
 * before it.
 */
export function copyStore(dataDir: string, target: string): string[] {
  ensurePrivateFolder(target);
  const names = storeFiles(dataDir);
  const copied = names.filter((name) => copyFile(path.join(dataDir, name), path.join(target, name)));
  for (const folder of new Set(copied.map((name) => path.dirname(path.join(target, name))))) syncFolder(folder);
  return copied;
}

/** Names of the files of a store: control first, then each log, oldest first. */
export function storeFiles(dataDir: string): string[] {
  return [controlFile, ...logNames.flatMap((log) => logFiles(dataDir, log))];
}

/** What SQLite finds wrong with the structure of a file; empty when all is well. */
export function damageOf(dataDir: string, name: string): readonly string[] {
  const file = new SqliteFile(path.join(dataDir, name), { readOnly: true, synchronous: 'FULL' });
  try {
    const rows = file.all<{ integrity_check: string }>('PRAGMA integrity_check(10)');
    return rows.map(({ integrity_check }) => integrity_check).filter((text) => text !== 'ok');
  } catch (error) {
    return [(error as Error).message];
  } finally {
    file.close();
  }
}

function logFiles(dataDir: string, log: (typeof logNames)[number]): string[] {
  const partitions = namesIn(path.join(dataDir, log)).flatMap((name) => partitionOf(log, name) ?? []);
  return partitions.sort(byOrder).map((partition) => `${log}/${fileName(partition)}`);
}

/** False when retention dropped the file meanwhile. */
function copyFile(from: string, to: string): boolean {
  if (!fs.existsSync(from)) return false;
  ensurePrivateFolder(path.dirname(to));
  ensurePrivateFile(to); // VACUUM INTO accepts an empty file, and keeps its mode
  const file = new SqliteFile(from, { readOnly: true, synchronous: 'FULL' });
  try {
    file.run('VACUUM INTO ?', to);
  } finally {
    file.close();
  }
  syncFile(to);
  return true;
}

/** Puts the files of a backup where a store is to be; the control file last, so that a half-done one is none. */
export function placeStore(backup: string, dataDir: string, names: readonly string[]): void {
  refuseFilled(dataDir);
  const last = names.filter((name) => name === controlFile);
  for (const name of [...names.filter((other) => other !== controlFile), ...last]) {
    const to = path.join(dataDir, name);
    ensurePrivateFolder(path.dirname(to));
    const partial = `${to}.partial`;
    fs.copyFileSync(path.join(backup, name), partial);
    fs.chmodSync(partial, 0o600);
    syncFile(partial);
    fs.renameSync(partial, to);
    syncFolder(path.dirname(to));
  }
}

function refuseFilled(dataDir: string): void {
  if (!fs.existsSync(path.join(dataDir, controlFile))) return;
  throw new PortcullisError('USAGE', `There is a store in ${dataDir} already`, {
    hint: `name another folder with --data, or move it away: mv ${dataDir} ${dataDir}.before`,
  });
}

function syncFile(file: string): void {
  const handle = fs.openSync(file, 'r+');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
