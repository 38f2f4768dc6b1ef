import fs from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventStore } from '../store/store.js';
import { JournalReader, journalsIn } from './journal-reader.js';

export interface EventWriterOptions {
  readonly dataDir: string;
  readonly events: EventStore;
  /** How often the journals are looked at. Default 200 ms. */
  readonly intervalMillis?: number;
  /** Told of failures; the events stay in their journal and are tried again. */
  readonly onError?: (error: unknown) => void;
}

export interface EventWriterStatus {
  /** Events inserted since the start; those that were there already do not count. */
  readonly inserted: number;
  /** Places of journals that could not be read. */
  readonly damaged: number;
  /** Bytes in journals that are not in the store yet. */
  readonly backlogBytes: number;
}

const batchEvents = 500;

/**
 * Carries events from the journals of all workers into the store, then deletes finished journals.
 * Nothing is stored twice: the store passes over ids it has, so a journal may be read again from its start.
 * One per data folder: its process holds `acquireLock`.
 */
export class EventWriter {
  readonly #options: EventWriterOptions;
  readonly #folder: string;
  readonly #readers = new Map<string, JournalReader>();
  #inserted = 0;
  #damaged = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(options: EventWriterOptions) {
    this.#options = options;
    this.#folder = path.join(options.dataDir, 'journal');
  }

  get status(): EventWriterStatus {
    const backlogBytes = [...this.#readers.values()].reduce((sum, reader) => sum + reader.backlogBytes, 0);
    return { inserted: this.#inserted, damaged: this.#damaged, backlogBytes };
  }

  /** Drains now and then at every interval. */
  start(): void {
    this.#timer ??= setInterval(() => this.#drainQuietly(), this.#options.intervalMillis ?? 200).unref();
    this.#drainQuietly();
  }

  /** Inserts everything that is in the journals now. Calls at the same time share one pass. */
  drain(): Promise<void> {
    this.#running ??= this.#drainAll().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Stops the interval and carries over what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    try {
      await this.#running?.catch(() => undefined);
      await this.drain();
    } finally {
      for (const reader of this.#readers.values()) reader.close();
      this.#readers.clear();
    }
  }

  #drainQuietly(): void {
    this.drain().catch((error: unknown) => this.#options.onError?.(error));
  }

  async #drainAll(): Promise<void> {
    for (const file of journalsIn(this.#folder)) await this.#drainOne(this.#readerOf(file));
    await this.#deleteDone();
  }

  async #drainOne(reader: JournalReader): Promise<void> {
    for (let chunk = reader.read(batchEvents); chunk; chunk = reader.read(batchEvents)) {
      this.#inserted += await this.#options.events.insert(chunk.events);
      this.#damaged += chunk.damaged;
      reader.advance(chunk);
      await nextTurn();
    }
  }

  /** A journal goes only when its events survive a power cut in the store. */
  async #deleteDone(): Promise<void> {
    const done = [...this.#readers.values()].filter((reader) => reader.isDone);
    if (done.length === 0) return;
    await this.#options.events.sync();
    for (const reader of done) {
      fs.rmSync(reader.path, { force: true });
      reader.close();
      this.#readers.delete(reader.path);
    }
  }

  #readerOf(file: string): JournalReader {
    let reader = this.#readers.get(file);
    if (!reader) this.#readers.set(file, (reader = new JournalReader(file)));
    return reader;
  }
}
