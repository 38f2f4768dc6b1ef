import fs from 'node:fs';
import path from 'node:path';

const fileName = 'ballast';
const ballastBytes = 64 * 1024 * 1024;
const chunkBytes = 1024 * 1024;

/** With less room than this there is no ballast: it would be what fills the disk. */
const leastFreeBytes = 1024 ** 3;

export interface BallastOptions {
  /** Default 64 MiB. */
  readonly bytes?: number;
  /** Room that must be free before it is made. Default 1 GiB. */
  readonly leastFreeBytes?: number;
}

/**
 * Keeps room for the time when the disk is full: a file of noughts in the data folder, which `releaseBallast` gives
 * back so that old events can be purged and the last ones written. False when it is not there and there is no room.
 */
export function keepBallast(dataDir: string, options: BallastOptions = {}): boolean {
  const file = path.join(dataDir, fileName);
  const bytes = options.bytes ?? ballastBytes;
  if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= bytes) return true;
  const { bavail, bsize } = fs.statfsSync(dataDir);
  if (bavail * bsize < (options.leastFreeBytes ?? leastFreeBytes)) return false;
  return fill(file, bytes);
}

function fill(file: string, bytes: number): boolean {
  const handle = fs.openSync(file, 'w', 0o600);
  try {
    const chunk = Buffer.alloc(Math.min(chunkBytes, bytes));
    for (let written = 0; written < bytes;) {
      written += fs.writeSync(handle, chunk, 0, Math.min(chunk.length, bytes - written));
    }
    return true;
  } catch {
    fs.rmSync(file, { force: true });
    return false;
  } finally {
    fs.closeSync(handle);
  }
}

/** Gives the room back. True when there was any. */
export function releaseBallast(dataDir: string): boolean {
  try {
    fs.rmSync(path.join(dataDir, fileName));
    return true;
  } catch {
    return false;
  }
}

/** Not at once: a short life is not worth the writing. */
const firstLookMillis = 60_000;
const lookMillis = 600_000;

/** Makes the ballast when there is room for it, also again after it was released. */
export class BallastKeeper {
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(dataDir: string, options: BallastOptions & { readonly firstLookMillis?: number } = {}) {
    const look = () => void keepQuietly(dataDir, options);
    this.#timers = [
      setTimeout(look, options.firstLookMillis ?? firstLookMillis).unref(),
      setInterval(look, lookMillis).unref(),
    ];
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}

/** Without ballast everything else works. */
function keepQuietly(dataDir: string, options: BallastOptions): boolean {
  try {
    return keepBallast(dataDir, options);
  } catch {
    return false;
  }
}
