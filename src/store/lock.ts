import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { openDatabase, type Database } from './driver.js';
import { ensurePrivateFile, ensurePrivateFolder } from './files.js';

/** Held by the one process that writes events and control records of a data folder. */
export interface Lock {
  release(): void;
}

/** What a lock is for. */
export interface LockUse {
  /** Name of its files. */
  readonly name: string;
  /** Of the folder, in words, when somebody else holds it. */
  readonly taken: string;
}

const writing: LockUse = { name: 'writer', taken: 'is in use' };

/**
 * Takes the data folder for this process, or throws `STORE_LOCKED` naming the process that has it.
 * The lock is the operating system's (through SQLite), so it ends with its holder, even after kill -9;
 * `NAME.pid` only tells people who it is.
 */
export function acquireLock(dataDir: string, use: LockUse = writing): Lock {
  ensurePrivateFolder(dataDir);
  const file = path.join(dataDir, `${use.name}.lock`);
  const pidFile = path.join(dataDir, `${use.name}.pid`);
  ensurePrivateFile(file);
  const database = openDatabase(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
  } catch (cause) {
    database.close();
    throw locked(dataDir, { use, holder: readPid(pidFile), cause });
  }
  fs.writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return { release: releaseOnce(database, pidFile) };
}

function releaseOnce(database: Database, pidFile: string): () => void {
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    fs.rmSync(pidFile, { force: true });
    database.close();
  };
}

function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(fs.readFileSync(pidFile, 'utf8'), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined; // the holder has not written it yet
  }
}

function locked(
  dataDir: string,
  facts: { readonly use: LockUse; readonly holder: number | undefined; readonly cause: unknown },
): Error {
  const who = facts.holder === undefined ? 'another process' : `process ${facts.holder}`;
  return new PortcullisError('STORE_LOCKED', `The data folder ${dataDir} ${facts.use.taken} by ${who}`, {
    hint: 'stop that process, or use another folder with --data DIR',
    cause: facts.cause,
  });
}
