import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { EventSink, SecurityEvent } from '../core/events.js';
import { ensurePrivateFolder } from '../store/files.js';
import { JournalBuffer } from './journal-buffer.js';
import { JournalFile, journalBytes } from './journal-file.js';
import { JournalOutage } from './journal-outage.js';

export interface JournalOptions {
  readonly dataDir: string;
  /** Lower-case letters and digits; names the files. */
  readonly worker: string;
  /** Above it, allowed calls are counted instead of stored. Default 256 MiB. */
  readonly capBytes?: number;
  /** A new file is begun at this size. Default 8 MiB. */
  readonly fileBytes?: number;
  readonly now?: () => number;
  /** How long to wait before a journal that could not be written is tried again. Default 1,000 ms. */
  readonly retryMillis?: number;
  /** Told of failures that no caller sees: a journal that could not be written, a failed fdatasync. */
  readonly onError?: (error: unknown) => void;
  /** Told when the journal cannot be written any more (the system's error code), and when it can again (undefined). */
  readonly onState?: (reason: string | undefined) => void;
}

const recheckMillis = 1000;
const gapReportMillis = 10_000;
/** How long an appended record may stay in the page cache: denials, and allowed calls. */
const syncMillis = { write: 50, batch: 1000 } as const;

/** Events of one turn that are held; more make an append of their own. */
const mostBatched = 500;

/**
 * Appends events of one worker to `journal/WORKER-N.log`. After `write` returns, kill -9 loses nothing;
 * a power cut loses at most the last 50 ms. `batch` makes one append per turn of the event loop.
 * While the files cannot be written, what was denied is kept in memory and what was allowed is counted; it is tried
 * again every second, and then says in the journal itself how long it was away and what is missing.
 */
export class JournalWriter implements EventSink {
  readonly #options: JournalOptions;
  readonly #folder: string;
  readonly #now: () => number;
  readonly #capBytes: number;
  readonly #fileBytes: number;
  readonly #buffer = new JournalBuffer();
  readonly #outage: JournalOutage;
  #batched: SecurityEvent[] = [];
  #flushScheduled = false;
  #file: JournalFile;
  #retiring: Promise<void> = Promise.resolve();
  #syncTimer: NodeJS.Timeout | undefined;
  #syncDue = Infinity;
  #retryTimer: NodeJS.Timeout | undefined;
  /** Bytes of this worker in the folder, an upper bound: the reader deletes files without telling. */
  #bytes: number;
  #measuredAt = 0;
  #gapReportedAt = -Infinity;
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
    this.#outage = new JournalOutage(options.worker);
    ensurePrivateFolder(options.dataDir);
    ensurePrivateFolder(this.#folder);
    this.#file = this.#begin();
    this.#bytes = journalBytes(this.#folder, options.worker);
  }

  /** Events that are in no journal: over the cap, or written while it could not be. */
  get lost(): number {
    return this.#outage.lost;
  }

  /** The system's error code while the journal cannot be written. */
  get failure(): string | undefined {
    return this.#outage.reason;
  }

  /** For how long nothing could be written; undefined while it can. */
  get failingForMillis(): number | undefined {
    return this.#outage.failingForMillis;
  }

  /**
   * Returns when the event is with the operating system; while the journal cannot be written, when it is in memory.
   * Throws `FILE_UNWRITABLE` when there is no room for it any more.
   */
  write(event: SecurityEvent): void {
    if (this.#closed) throw new PortcullisError('INTERNAL', 'The event journal is closed');
    if (this.#outage.reason === undefined && this.#flush([event])) return this.#scheduleSync(syncMillis.write);
    if (!this.#outage.keep(event)) throw this.#unwritable();
  }

  batch(event: SecurityEvent): void {
    if (this.#closed || this.#outage.reason !== undefined) return this.#outage.count(event);
    if (this.#isFull()) return this.#overCap(event);
    this.#batched.push(event);
    if (this.#batched.length >= mostBatched) this.#flush([]);
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    setImmediate(() => this.#flushBatch());
  }

  /** Resolves when everything appended so far survives a power cut. */
  async sync(): Promise<void> {
    this.#flush([]);
    await Promise.all([this.#retiring, this.#file.sync()]);
  }

  /** Writes what is left and marks the journal as finished. */
  close(): void {
    if (this.#closed) return;
    if (this.#outage.reason === undefined) this.#flush(this.#outage.gapReport(this.#now()));
    else this.#retry();
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#syncTimer);
    try {
      this.#file.finishNow();
    } catch (error) {
      this.#options.onError?.(this.#unwritable(error));
    }
  }

  /** Appends the batch and then `events`. False when it cannot be: the batch is counted then. */
  #flush(events: readonly SecurityEvent[]): boolean {
    const batched = this.#batched;
    if (batched.length === 0 && events.length === 0) return true;
    this.#batched = [];
    try {
      this.#append(batched, events);
      return true;
    } catch (error) {
      for (const event of batched) this.#outage.count(event);
      this.#fail(error);
      return false;
    }
  }

  #append(...groups: readonly (readonly SecurityEvent[])[]): void {
    try {
      for (const events of groups) for (const event of events) this.#buffer.add(event);
      const bytes = this.#buffer.bytes();
      if (this.#file.size >= this.#fileBytes || this.#file.failed) this.#rotate();
      this.#file.append(bytes);
      this.#bytes += bytes.length;
    } finally {
      this.#buffer.clear();
    }
  }

  #fail(error: unknown): void {
    if (this.#outage.begin(error, this.#now())) {
      this.#options.onError?.(this.#unwritable(error));
      this.#options.onState?.(this.#outage.reason);
    }
    this.#retryTimer = setTimeout(() => this.#retry(), this.#options.retryMillis ?? 1000).unref();
  }

  #retry(): void {
    try {
      this.#append(this.#outage.report(this.#now()));
    } catch (error) {
      return this.#fail(error);
    }
    this.#outage.settle();
    this.#scheduleSync(syncMillis.write);
    this.#options.onState?.(undefined);
  }

  #unwritable(cause?: unknown): PortcullisError {
    return new PortcullisError('FILE_UNWRITABLE', `The event journal ${this.#file.path} cannot be written`, { cause });
  }

  #flushBatch(): void {
    this.#flushScheduled = false;
    if (this.#closed || this.#outage.reason !== undefined) return;
    if (this.#outage.hasGap && !this.#isFull()) this.#reportGap();
    if (this.#flush([])) this.#scheduleSync(syncMillis.batch);
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

  #overCap(event: SecurityEvent): void {
    this.#outage.count(event);
    if (performance.now() - this.#gapReportedAt >= gapReportMillis) this.#reportGap();
  }

  /** Says in the journal itself how many events are missing from it. */
  #reportGap(): void {
    this.#gapReportedAt = performance.now();
    if (this.#flush(this.#outage.gapReport(this.#now()))) this.#outage.settleGap();
  }
}
