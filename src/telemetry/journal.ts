import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { EventSink, SecurityEvent } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import { ensurePrivateFolder } from '../store/files.js';
import { JournalFile, journalBytes } from './journal-file.js';
import { frameHeadBytes, sealFrame } from './journal-frame.js';

export interface JournalOptions {
  readonly dataDir: string;
  /** Lower-case letters and digits; names the files. */
  readonly worker: string;
  /** Above it, allowed calls are counted instead of stored. Default 256 MiB. */
  readonly capBytes?: number;
  /** A new file is begun at this size. Default 8 MiB. */
  readonly fileBytes?: number;
  readonly now?: () => number;
  /** Told of failures that no caller sees: a batch that could not be written, a failed fdatasync. */
  readonly onError?: (error: unknown) => void;
}

const bufferBytes = 512 * 1024;
/** Longest event in UTF-16 units: at most 3 bytes each. */
const maxEventLength = 64 * 1024;
/** Longest text that an event too long for the journal keeps. */
const maxFieldLength = 2048;
const recheckMillis = 1000;
const gapReportMillis = 10_000;
/** How long an appended record may stay in the page cache: denials, and allowed calls. */
const syncMillis = { write: 50, batch: 1000 } as const;

/**
 * Appends events of one worker to `journal/WORKER-N.log`. After `write` returns, kill -9 loses nothing;
 * a power cut loses at most the last 50 ms. `batch` makes one append per turn of the event loop.
 */
export class JournalWriter implements EventSink {
  readonly #options: JournalOptions;
  readonly #folder: string;
  readonly #now: () => number;
  readonly #capBytes: number;
  readonly #fileBytes: number;
  readonly #buffer = Buffer.allocUnsafe(bufferBytes);
  #used = 0;
  #batched = 0;
  #flushScheduled = false;
  #file: JournalFile;
  #retiring: Promise<void> = Promise.resolve();
  #syncTimer: NodeJS.Timeout | undefined;
  #syncDue = Infinity;
  /** Bytes of this worker in the folder, an upper bound: the reader deletes files without telling. */
  #bytes: number;
  #measuredAt = 0;
  #gap: { count: number; firstId: string; lastId: string } | undefined;
  #gapReportedAt = -Infinity;
  #lost = 0;
  #closed = false;

  constructor(options: JournalOptions) {
    if (!/^[a-z\d]{1,32}$/.test(options.worker)) {
      throw new PortcullisError('INTERNAL', 'The name of a journal has letters and digits only');
    }
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#capBytes = options.capBytes ?? 256 * 1024 * 1024;
    this.#fileBytes = options.fileBytes ?? 8 * 1024 * 1024;
    this.#folder = path.join(options.dataDir, 'journal');
    ensurePrivateFolder(options.dataDir);
    ensurePrivateFolder(this.#folder);
    this.#file = this.#begin();
    this.#bytes = journalBytes(this.#folder, options.worker);
  }

  /** Events that are in no journal: over the cap, or their batch could not be written. */
  get lost(): number {
    return this.#lost;
  }

  /** Returns when the event is with the operating system; throws `FILE_UNWRITABLE` when it is not. */
  write(event: SecurityEvent): void {
    this.#append(event);
    this.#flush();
    this.#scheduleSync(syncMillis.write);
  }

  batch(event: SecurityEvent): void {
    if (this.#closed) {
      this.#lost += 1;
      return;
    }
    if (this.#isFull()) return this.#count(event);
    this.#append(event);
    this.#batched += 1;
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    setImmediate(() => this.#flushBatch());
  }

  /** Resolves when everything appended so far survives a power cut. */
  async sync(): Promise<void> {
    this.#flush();
    await Promise.all([this.#retiring, this.#file.sync()]);
  }

  /** Writes what is left and marks the journal as finished. */
  close(): void {
    if (this.#closed) return;
    this.#reportGap();
    this.#flush();
    this.#closed = true;
    clearTimeout(this.#syncTimer);
    this.#file.finishNow();
  }

  #append(event: SecurityEvent): void {
    if (this.#closed) throw new PortcullisError('INTERNAL', 'The event journal is closed');
    const json = toJson(event);
    if (this.#used + frameHeadBytes + json.length * 3 > bufferBytes) this.#flush();
    const length = this.#buffer.write(json, this.#used + frameHeadBytes);
    sealFrame(this.#buffer, this.#used, length);
    this.#used += frameHeadBytes + length;
  }

  #flush(): void {
    if (this.#used === 0) return;
    const bytes = this.#buffer.subarray(0, this.#used);
    const batched = this.#batched;
    this.#used = 0;
    this.#batched = 0;
    try {
      if (this.#file.size >= this.#fileBytes || this.#file.failed) this.#rotate();
      this.#file.append(bytes);
      this.#bytes += bytes.length;
    } catch (cause) {
      this.#lost += batched;
      throw new PortcullisError('FILE_UNWRITABLE', `The event journal ${this.#file.path} cannot be written`, { cause });
    }
  }

  #flushBatch(): void {
    this.#flushScheduled = false;
    if (this.#closed) return;
    try {
      if (this.#gap && !this.#isFull()) this.#reportGap();
      this.#flush();
      this.#scheduleSync(syncMillis.batch);
    } catch (error) {
      this.#options.onError?.(error);
    }
  }

  #begin(): JournalFile {
    const { worker } = this.#options;
    return new JournalFile({ folder: this.#folder, worker, createdAt: this.#now() });
  }

  #rotate(): void {
    const full = this.#file;
    this.#file = this.#begin();
    this.#retiring = Promise.all([this.#retiring, full.finish()]).then(
      () => undefined,
      (error: unknown) => this.#options.onError?.(error),
    );
  }

  #scheduleSync(millis: number): void {
    const due = performance.now() + millis;
    if (due >= this.#syncDue) return;
    clearTimeout(this.#syncTimer);
    this.#syncDue = due;
    this.#syncTimer = setTimeout(() => {
      this.#syncDue = Infinity;
      this.#file.sync().catch((error: unknown) => this.#options.onError?.(error));
    }, millis);
    this.#syncTimer.unref();
  }

  /** At the cap the folder is measured at most once a second: the reader may have emptied it. */
  #isFull(): boolean {
    if (this.#bytes < this.#capBytes) return false;
    const now = performance.now();
    if (now - this.#measuredAt < recheckMillis) return true;
    this.#measuredAt = now;
    this.#bytes = journalBytes(this.#folder, this.#options.worker);
    return this.#bytes >= this.#capBytes;
  }

  #count(event: SecurityEvent): void {
    this.#lost += 1;
    this.#gap ??= { count: 0, firstId: event.id, lastId: event.id };
    this.#gap.count += 1;
    this.#gap.lastId = event.id;
    if (performance.now() - this.#gapReportedAt < gapReportMillis) return;
    try {
      this.#reportGap();
      this.#flush();
    } catch (error) {
      this.#options.onError?.(error);
    }
  }

  /** Says in the journal itself how many events are missing from it. */
  #reportGap(): void {
    if (!this.#gap) return;
    const detail = { reason: 'journal-full', worker: this.#options.worker, ...this.#gap };
    this.#gap = undefined;
    this.#gapReportedAt = performance.now();
    const time = this.#now();
    this.#append({ id: uuidv7(time), time, kind: 'sys_gap', outcome: 'failed', severity: 'high', detail });
  }
}

/** The event as JSON; what is too long or cannot be written costs its detail, never the event. */
function toJson(event: SecurityEvent): string {
  const json = tryJson(event);
  if (json !== undefined && json.length <= maxEventLength) return json;
  const short = Object.entries({ ...event, detail: undefined }).map(([name, value]) => [name, shorten(value)]);
  const omitted = json === undefined ? 'not JSON' : 'too long';
  return JSON.stringify({ ...Object.fromEntries(short), detail: { omitted } });
}

function shorten(value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, maxFieldLength) : value;
}

function tryJson(event: SecurityEvent): string | undefined {
  try {
    return JSON.stringify(event);
  } catch {
    return undefined;
  }
}
