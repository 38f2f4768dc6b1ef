import fs from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PortcullisError } from '../core/errors.js';
import type { SecurityEvent } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import { isAccess, mostCalls } from '../store/access-format.js';
import { logNames, type EventStore, type JournalMarks, type LogName } from '../store/store.js';
import { JournalReader, journalsIn, type JournalChunk } from './journal-reader.js';
import { PendingCalls } from './pending-calls.js';

export interface EventWriterOptions {
  readonly dataDir: string;
  readonly events: Pick<EventStore, 'carry' | 'marks' | 'forget' | 'sync'>;
  /** How often the journals are looked at. Default 200 ms. */
  readonly intervalMillis?: number;
  /** How long to leave a store alone that took nothing: waiting for its lock holds up this process. Default 1,000 ms. */
  readonly retryMillis?: number;
  /** How long allowed calls are collected for one batch of the store. Default 1,000 ms. */
  readonly batchMillis?: number;
  /** Told of failures; the events stay in their journal and are tried again. */
  readonly onError?: (error: unknown) => void;
  /**
   * Sees every event once, in the order of its journal, allowed calls too, when denials among them are stored. After a
   * restart it does not see again what the store has. Must not throw, and should be quick: it is called for each chunk.
   */
  readonly observe?: (events: readonly SecurityEvent[]) => void;
}

export interface EventWriterStatus {
  /** Events inserted since the start; those that were there already do not count. */
  readonly inserted: number;
  /** Places of journals that could not be read. */
  readonly damaged: number;
  /** Bytes in journals that were not read yet. */
  readonly backlogBytes: number;
  /** Allowed calls that were read and wait for their batch. */
  readonly pending: number;
  /** Since when the store takes nothing, milliseconds since the epoch; absent while it works. */
  readonly failingSince?: number;
  /** What it said last. */
  readonly failure?: unknown;
}

const batchFrames = 500;

/** Allowed calls that may wait in memory while the store takes none; the others wait in their journal. */
const mostPending = 10 * mostCalls;

/** A store that was busy for a moment is no news. */
const tellMillis = 2000;

interface Failure {
  readonly since: number;
  readonly error: unknown;
}

type Skips = Readonly<Record<LogName, number>>;

/**
 * Carries events from the journals of all workers into the store, then deletes finished journals.
 * Nothing is stored twice: the store remembers, in the transaction that stores them, how far each journal was read.
 * One per data folder: its process holds `acquireLock`.
 */
export class EventWriter {
  readonly #options: EventWriterOptions;
  readonly #folder: string;
  readonly #readers = new Map<string, JournalReader>();
  readonly #skips = new Map<JournalReader, Skips>();
  readonly #pending = new PendingCalls();
  #marks: Readonly<Record<LogName, JournalMarks>> | undefined;
  #inserted = 0;
  #damaged = 0;
  #failure: Failure | undefined;
  #pausedUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #draining: Promise<void> | undefined;

  constructor(options: EventWriterOptions) {
    this.#options = options;
    this.#folder = path.join(options.dataDir, 'journal');
  }

  get status(): EventWriterStatus {
    const backlogBytes = [...this.#readers.values()].reduce((sum, reader) => sum + reader.backlogBytes, 0);
    const failure = this.#failure && { failingSince: this.#failure.since, failure: this.#failure.error };
    return {
      inserted: this.#inserted,
      damaged: this.#damaged,
      backlogBytes,
      pending: this.#pending.size,
      ...failure,
    };
  }

  /** Carries over now and then at every interval. */
  start(): void {
    this.#timer ??= setInterval(() => this.#carryQuietly(), this.#options.intervalMillis ?? 200).unref();
    this.#carryQuietly();
  }

  /** Inserts everything that is in the journals now, also what would wait for its batch. */
  drain(): Promise<void> {
    this.#draining ??= this.#drainNow().finally(() => (this.#draining = undefined));
    return this.#draining;
  }

  /** Stops the interval and carries over what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    try {
      await this.drain();
    } finally {
      for (const reader of this.#readers.values()) reader.close();
      this.#readers.clear();
    }
  }

  #carryQuietly(): void {
    if (this.#running || performance.now() < this.#pausedUntil) return;
    this.#run(false).catch((error: unknown) => this.#options.onError?.(error));
  }

  async #drainNow(): Promise<void> {
    await this.#running?.catch(() => undefined);
    await this.#run(true);
  }

  /** One pass at a time; who asks meanwhile waits for it. */
  #run(all: boolean): Promise<void> {
    this.#running ??= this.#pass(all).finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #pass(all: boolean): Promise<void> {
    try {
      this.#marks ??= await this.#readMarks();
      // What failed last time goes first: until it is in, no more is read.
      if (this.#pending.size >= mostPending) await this.#flush();
      for (const file of journalsIn(this.#folder)) await this.#carryOne(this.#readerOf(file));
      if (all || this.#isBatchDue()) await this.#flush();
      await this.#deleteDone();
      if (this.#failure) await this.#recover(this.#failure);
    } catch (error) {
      this.#failure = { since: this.#failure?.since ?? Date.now(), error };
      this.#pausedUntil = performance.now() + (this.#options.retryMillis ?? 1000);
      throw error;
    }
  }

  /** Says in the log how long nothing came here; what was written meanwhile waited in the journals. */
  async #recover({ since, error }: Failure): Promise<void> {
    const time = Date.now();
    const reason = error instanceof PortcullisError ? error.code : 'unknown';
    const detail = { what: 'event-store', reason, since, millis: time - since };
    const facts = { kind: 'sys_monitor_disabled', outcome: 'failed', severity: 'medium' } as const;
    const event: SecurityEvent = { id: uuidv7(time), time, ...facts, detail };
    if (time - since >= tellMillis) {
      this.#inserted += await this.#options.events.carry('denials', [event], new Map());
      this.#options.observe?.([event]);
    }
    this.#failure = undefined;
  }

  async #carryOne(reader: JournalReader): Promise<void> {
    for (let chunk = reader.read(batchFrames); chunk; chunk = reader.read(batchFrames)) {
      await this.#carryChunk(reader, chunk);
      if (this.#pending.size >= mostCalls) await this.#flush();
      await nextTurn();
    }
  }

  async #carryChunk(reader: JournalReader, chunk: JournalChunk): Promise<void> {
    const key = reader.key!;
    const skips = this.#skips.get(reader) ?? { access: 0, denials: 0 };
    const events = chunk.events.filter((event, n) => chunk.ends[n]! > skips[isAccess(event) ? 'access' : 'denials']);
    const others = events.filter((event) => !isAccess(event));
    if (others.length) {
      this.#inserted += await this.#options.events.carry('denials', others, new Map([[key, chunk.position]]));
    }
    const calls = others.length ? events.filter(isAccess) : events;
    this.#pending.add(calls, key, chunk.position);
    this.#damaged += chunk.damaged;
    reader.advance(chunk);
    if (events.length) this.#options.observe?.(events);
  }

  #isBatchDue(): boolean {
    return this.#pending.size >= mostCalls || this.#pending.ageMillis >= (this.#options.batchMillis ?? 1000);
  }

  async #flush(): Promise<void> {
    if (this.#pending.size === 0) return;
    const { calls, marks } = this.#pending;
    this.#inserted += await this.#options.events.carry('access', calls, marks);
    this.#pending.clear();
  }

  /** A journal goes only when its events survive a power cut in the store. */
  async #deleteDone(): Promise<void> {
    const done = [...this.#readers.values()].filter((reader) => reader.isDone && !this.#pending.has(reader.key));
    if (done.length === 0) return;
    await this.#options.events.sync();
    const keys = done.flatMap((reader) => reader.key ?? []);
    for (const reader of done) {
      fs.rmSync(reader.path, { force: true });
      reader.close();
      this.#readers.delete(reader.path);
      this.#skips.delete(reader);
    }
    await this.#options.events.forget(keys);
  }

  #readerOf(file: string): JournalReader {
    const known = this.#readers.get(file);
    if (known) {
      this.#skipCarried(known);
      return known;
    }
    const reader = new JournalReader(file);
    this.#readers.set(file, reader);
    this.#skipCarried(reader);
    return reader;
  }

  /** Goes on where the store says, as soon as the journal says which one it is. */
  #skipCarried(reader: JournalReader): void {
    if (this.#skips.has(reader) || reader.key === undefined) return;
    const positionIn = (log: LogName) => this.#marks?.[log].get(reader.key!) ?? 0;
    const skips = { access: positionIn('access'), denials: positionIn('denials') };
    this.#skips.set(reader, skips);
    reader.skipTo(Math.min(skips.access, skips.denials));
  }

  /** Also forgets the marks of journals that were deleted just before a crash. */
  async #readMarks(): Promise<Readonly<Record<LogName, JournalMarks>>> {
    const { events } = this.#options;
    const [access, denials] = await Promise.all(logNames.map((log) => events.marks(log)));
    const present = new Set(journalsIn(this.#folder).map((file) => path.basename(file)));
    const keys = [...access!.keys(), ...denials!.keys()];
    await events.forget(keys.filter((key) => !present.has(key.slice(0, key.indexOf(' ')))));
    return { access: access!, denials: denials! };
  }
}
