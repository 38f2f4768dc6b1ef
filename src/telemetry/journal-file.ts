import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { namesIn, syncFolder } from '../store/files.js';
import { endFrame } from './journal-frame.js';
import { formatHead } from './journal-owner.js';

const fdatasync = promisify(fs.fdatasync);

/** Worker and number of a journal's file name, or undefined for a file that is none. */
export function parseJournalName(name: string): { readonly worker: string; readonly number: number } | undefined {
  const match = /^([a-z\d]{1,32})-(\d{1,12})\.log$/.exec(name);
  return match ? { worker: match[1]!, number: Number(match[2]) } : undefined;
}

/** Bytes of all journals of a worker. */
export function journalBytes(folder: string, worker: string): number {
  const names = namesIn(folder).filter((name) => parseJournalName(name)?.worker === worker);
  return names.reduce(
    (sum, name) => sum + (fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

interface NewJournal {
  readonly folder: string;
  readonly worker: string;
  readonly createdAt: number;
}

/** The file that a journal writer appends to; always a new one, so what a killed process left is never touched. */
export class JournalFile {
  readonly path: string;
  readonly #handle: number;
  #size = 0;
  #syncing: Promise<void> = Promise.resolve();
  #synced = 0;
  #failed = false;

  constructor({ folder, worker, createdAt }: NewJournal) {
    const numbers = namesIn(folder).flatMap((name) => {
      const parsed = parseJournalName(name);
      return parsed?.worker === worker ? parsed.number : [];
    });
    let number = Math.max(0, ...numbers);
    let handle: number | undefined;
    do handle = createNew(path.join(folder, `${worker}-${(number += 1)}.log`));
    while (handle === undefined);
    this.path = path.join(folder, `${worker}-${number}.log`);
    this.#handle = handle;
    this.#writeHead(createdAt);
  }

  #writeHead(createdAt: number): void {
    try {
      this.append(Buffer.from(formatHead(createdAt)));
      syncFolder(path.dirname(this.path));
    } catch (error) {
      fs.closeSync(this.#handle);
      fs.rmSync(this.path, { force: true });
      throw error;
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Something else than a lack of space went wrong: nobody knows what is on disk, so nothing more should be appended. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Appends all bytes or none. */
  append(bytes: Buffer): void {
    let written = 0;
    try {
      while (written < bytes.length) written += fs.writeSync(this.#handle, bytes, written);
    } catch (error) {
      this.#failed ||= !isNoSpace(error);
      if (written > 0) this.#cutOff();
      throw error;
    }
    this.#size += bytes.length;
  }

  #cutOff(): void {
    try {
      fs.ftruncateSync(this.#handle, this.#size);
    } catch {
      this.#failed = true; // what is torn is passed over by readers, as long as nothing is written behind it
    }
  }

  /** Resolves when all that was appended is on disk. */
  sync(): Promise<void> {
    const synced = this.#syncing.then(() => this.#syncNow());
    this.#syncing = synced.catch(() => undefined);
    return synced;
  }

  async #syncNow(): Promise<void> {
    const size = this.#size;
    if (size === this.#synced) return;
    try {
      await fdatasync(this.#handle);
      this.#synced = size;
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  /** Writes the end frame and closes; resolves when all is on disk. */
  async finish(): Promise<void> {
    try {
      this.append(endFrame);
      await this.sync();
    } finally {
      fs.closeSync(this.#handle);
    }
  }

  /** The same at once, for the end of a process. */
  finishNow(): void {
    try {
      this.append(endFrame);
      fs.fdatasyncSync(this.#handle);
      this.#synced = this.#size;
    } finally {
      // A running fdatasync still has the handle.
      void this.#syncing.then(() => fs.closeSync(this.#handle));
    }
  }
}

/** The file itself is as it was: it can be appended to when there is room again. */
function isNoSpace(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function createNew(file: string): number | undefined {
  try {
    return fs.openSync(file, 'ax', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}
