import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../../core/errors.js';
import type { SecurityEvent } from '../../core/events.js';
import { RightEdge } from '../../core/merkle.js';
import { idTime } from '../event-id.js';
import { ensurePrivateFolder, namesIn, refuseShared, syncFolder } from '../files.js';
import type { JournalMarks, LogName } from '../store.js';
import { AccessFile } from './access-file.js';
import { DenialFile } from './denial-file.js';
import type { EventFile } from './event-file.js';
import type { LogStart } from './log-file.js';
import type { MigrateOptions } from './migrate.js';
import {
  boundsOf,
  byOrder,
  fileName,
  nextPartition,
  partitionOf,
  periodAt,
  takes,
  type Partition,
  type Span,
} from '../partition-name.js';

const openFile: Readonly<Record<LogName, (path: string, options: MigrateOptions) => EventFile | undefined>> = {
  access: AccessFile.open,
  denials: DenialFile.open,
};

const noMarks: JournalMarks = new Map();

/** Appends between two looks at the size of the newest file. */
const appendsBetweenLooks = 100;

/** Another process sealed the newest file meanwhile: look again, but not for ever. */
const mostTries = 5;

/** The files of one log, a chain: each begins where the one before it was sealed. */
export class LogFiles {
  readonly log: LogName;
  readonly #folder: string;
  readonly #options: MigrateOptions;
  readonly #open = new Map<string, EventFile>();
  #appends = 0;

  constructor(dataDir: string, log: LogName, options: MigrateOptions) {
    this.log = log;
    this.#folder = path.join(dataDir, log);
    this.#options = options;
    if (options.readOnly) refuseShared(this.#folder);
    else ensurePrivateFolder(this.#folder);
  }

  /** Oldest first, as they are on disk now: another process may add and drop them. */
  partitions(): Partition[] {
    const partitions = namesIn(this.#folder).flatMap((name) => partitionOf(this.log, name) ?? []);
    this.#closeMissing(partitions);
    return partitions.sort(byOrder);
  }

  /** Undefined while its writer is still making it. */
  file(partition: Partition): EventFile | undefined {
    const key = fileName(partition);
    const known = this.#open.get(key);
    if (known) return known;
    const file = openFile[this.log](path.join(this.#folder, key), this.#options);
    if (file) this.#open.set(key, file);
    return file;
  }

  /** The newest file that was begun, or undefined. */
  newest(): EventFile | undefined {
    for (const partition of this.partitions().reverse()) {
      const file = this.file(partition);
      if (file?.log.state) return file;
    }
    return undefined;
  }

  /**
   * Stores events in the order given, in one file and one transaction with the marks; a file is begun when theirs is not
   * there yet. Returns how many were new.
   */
  add(events: readonly SecurityEvent[], marks: JournalMarks): number {
    this.#refuseReadOnly();
    try {
      return this.#add(events, marks);
    } catch (error) {
      // A connection that was made while the file could not be written can never write: the next try makes another.
      if (error instanceof PortcullisError && error.code === 'FILE_UNWRITABLE') this.close();
      throw error;
    }
  }

  #add(events: readonly SecurityEvent[], marks: JournalMarks): number {
    const span = spanOf(events) ?? nowOf(this.#options);
    for (let n = 0; n < mostTries; n += 1) {
      const added = this.#writable(span).add(events, marks);
      if (added !== undefined) return added;
    }
    throw new PortcullisError('STORE_LOCKED', `Another process begins new files in ${this.#folder}`, {
      hint: 'stop the process that writes there',
    });
  }

  /** The file for events of these times. */
  #writable(span: Span): EventFile {
    const partitions = this.partitions();
    const last = partitions.at(-1);
    if (!last) return this.#begin(nextPartition(this.log, undefined, span), undefined, span);
    const file = this.file(last)!;
    const state = file.log.state;
    // A process that was killed had made the file, but not begun it.
    if (!state) return this.#begin(last, partitions.at(-2));
    if (!state.isSealed && takes(state.period, span) && this.#hasRoom(file)) return file;
    return this.#begin(nextPartition(this.log, last, span), last, span);
  }

  #hasRoom(file: EventFile): boolean {
    this.#appends += 1;
    return this.#appends % appendsBetweenLooks !== 0 || !file.log.isFull;
  }

  #begin(partition: Partition, before: Partition | undefined, span?: Span): EventFile {
    const sealed = before && this.file(before)?.log.seal();
    const file = this.file(partition)!;
    const start: LogStart = {
      edge: sealed?.edge ?? RightEdge.empty().toBytes(),
      marks: sealed?.marks ?? noMarks,
      period: periodAt(this.log, span?.latest ?? Date.parse(`${partition.name}Z`)),
    };
    file.log.begin(start);
    syncFolder(this.#folder);
    return file;
  }

  /** Whether an id is in one of the files that can have it. */
  has(id: string): boolean {
    return this.partitionsWith(id).some((partition) => this.file(partition)?.has(id));
  }

  partitionsWith(id: string): Partition[] {
    const time = idTime(id);
    return this.partitions().filter((partition) => {
      const { start, end } = boundsOf(partition);
      return time >= start && time < end;
    });
  }

  /** Files that end by `limit`, oldest first. When all do, a new one is begun: it says where the log stands. */
  olderThan(limit: number, now: number): Partition[] {
    this.#refuseReadOnly();
    const partitions = this.partitions();
    const kept = partitions.findIndex((partition) => boundsOf(partition).end > limit);
    if (kept !== -1) return partitions.slice(0, kept);
    const last = partitions.at(-1);
    const span = { earliest: now, latest: now };
    if (last) this.#begin(nextPartition(this.log, last, span), last, span);
    return partitions;
  }

  sync(): void {
    for (const file of this.#open.values()) file.log.sync();
  }

  drop(partition: Partition): void {
    const key = fileName(partition);
    this.#open.get(key)?.log.close();
    this.#open.delete(key);
    for (const suffix of ['', '-wal', '-shm']) fs.rmSync(path.join(this.#folder, key) + suffix, { force: true });
  }

  close(): void {
    for (const file of this.#open.values()) file.log.close();
    this.#open.clear();
  }

  #closeMissing(partitions: readonly Partition[]): void {
    if (this.#open.size === 0) return;
    const present = new Set(partitions.map(fileName));
    for (const [key, file] of this.#open) {
      if (present.has(key)) continue;
      file.log.close();
      this.#open.delete(key);
    }
  }

  #refuseReadOnly(): void {
    if (!this.#options.readOnly) return;
    throw new PortcullisError('FILE_UNWRITABLE', `The store in ${this.#folder} is open for reading only`);
  }
}

function spanOf(events: readonly SecurityEvent[]): Span | undefined {
  if (events.length === 0) return undefined;
  let [earliest, latest] = [Infinity, -Infinity];
  for (const { id } of events) {
    const time = idTime(id);
    if (time < earliest) earliest = time;
    if (time > latest) latest = time;
  }
  return { earliest, latest };
}

function nowOf({ now }: MigrateOptions): Span {
  const time = now();
  return { earliest: time, latest: time };
}
