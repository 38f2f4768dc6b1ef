import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';

const folderMode = 0o700;
const fileMode = 0o600;
const othersMask = 0o077;

/** Creates a folder that only its owner may enter, or refuses one that others may enter (`STORE_INSECURE`). */
export function ensurePrivateFolder(folder: string): void {
  const made = fs.mkdirSync(folder, { recursive: true, mode: folderMode });
  if (made !== undefined) syncFolder(path.dirname(made));
  refuseShared(folder);
}

/**
 * Creates an empty file that only its owner may read, or refuses an existing one that others may read.
 * SQLite gives its `-wal` and `-shm` files the mode of the main file, so this covers them too.
 */
export function ensurePrivateFile(file: string): void {
  fs.closeSync(fs.openSync(file, 'a', fileMode));
  refuseShared(file);
}

/** Throws `STORE_INSECURE` when group or others have any right on a file or folder; absent is fine. */
export function refuseShared(target: string): void {
  if (process.platform === 'win32') return;
  const stats = fs.statSync(target, { throwIfNoEntry: false });
  if (!stats || (stats.mode & othersMask) === 0) return;
  const wanted = stats.isDirectory() ? '700' : '600';
  throw new PortcullisError('STORE_INSECURE', `Other users of this machine have access to ${target}`, {
    expected: `mode 0${wanted}, found 0${(stats.mode & 0o777).toString(8)}`,
    hint: `chmod ${wanted} ${target}`,
  });
}

/** Makes the entries of a folder (a new file's name) survive a power cut. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return; // Windows cannot open a folder
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** Names in a folder, sorted; an absent folder is empty. */
export function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new PortcullisError('FILE_UNREADABLE', `The folder ${path.resolve(folder)} cannot be read`, { cause });
  }
}
