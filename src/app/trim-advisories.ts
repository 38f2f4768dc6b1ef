import path from 'node:path';
import { readLockfile } from '../audit/dependencies/lockfile.js';
import { writeSnapshot } from '../audit/dependencies/snapshot.js';
import { diskSource } from '../model/file-source.js';
import type { App } from './app.js';
import { loadSnapshot } from './audit-advisories.js';

const mostBytes = 64 * 1024 * 1024;

export interface Trimmed {
  /** One document a line. */
  readonly text: string;
  readonly entries: number;
  readonly kept: number;
  readonly date: string | undefined;
}

/**
 * Keeps of a snapshot what is about the packages of a lockfile.
 *
 * @throws PortcullisError LOCKFILE_UNSUPPORTED, ADVISORIES_INVALID, SYNTAX_INVALID, FILE_UNREADABLE.
 */
export function trimAdvisories(app: App, snapshot: string, lockfile: string): Trimmed {
  const file = path.resolve(app.cwd, lockfile);
  const text = new TextDecoder().decode(diskSource.read(file, lockfile, mostBytes));
  const names = new Set(readLockfile({ file, text }).dependencies.map(({ name }) => name));
  const found = loadSnapshot(path.resolve(app.cwd, snapshot), names);
  return { text: writeSnapshot(found), entries: found.entries, kept: found.kept.length, date: found.date };
}
