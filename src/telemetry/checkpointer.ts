import type { SignedLog, Store, StoredCheckpoint } from '../store/store.js';
import type { CheckpointKey } from './checkpoint-key.js';
import type { CheckpointOutlet } from './checkpoint-outlet.js';
import { signCheckpoint } from './checkpoint.js';
import { signedHeads, type SignedHead } from './log-heads.js';

export interface CheckpointerOptions {
  readonly store: Pick<Store, 'audit' | 'checkpoints' | 'events'>;
  readonly key: CheckpointKey;
  /** Where they are kept besides the store. */
  readonly outlets?: readonly CheckpointOutlet[];
  readonly now?: () => number;
  /** How often the logs are looked at. Default 1 s. */
  readonly intervalMillis?: number;
  /** Told of failures; the next look tries again. */
  readonly onError?: (error: unknown) => void;
}

/** A log that grew is signed after this time, or this many leaves. */
const signMillis = 60_000;
const signLeaves = 1000;

/** Signs the state of every log while it grows. One per data folder: its process holds `acquireLock`. */
export class Checkpointer {
  readonly #options: CheckpointerOptions;
  readonly #last = new Map<SignedLog, { readonly size: number; readonly time: number }>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: CheckpointerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#look(), this.#options.intervalMillis ?? 1000).unref();
  }

  /** Signs every log that grew since its last checkpoint. */
  take(): Promise<readonly StoredCheckpoint[]> {
    return this.#queued(() => this.#sign(() => true));
  }

  /** Signs once more and stops; what an outlet did not take is tried a last time. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    try {
      await this.take();
    } finally {
      for (const outlet of this.#options.outlets ?? []) await outlet.close();
    }
  }

  async #look(): Promise<void> {
    try {
      await this.#queued(() => this.#sign((head) => this.#isDue(head)));
    } catch (error) {
      this.#options.onError?.(error);
    }
  }

  /** One after the other: two that sign at once could keep them in the wrong order. */
  #queued<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#running.then(work);
    this.#running = done.catch(() => undefined);
    return done;
  }

  #isDue({ log, size }: SignedHead): boolean {
    const last = this.#last.get(log);
    if (!last) return true;
    const age = this.#now() - last.time;
    return size - last.size >= signLeaves || age >= signMillis || age < 0;
  }

  async #sign(isDue: (head: SignedHead) => boolean): Promise<readonly StoredCheckpoint[]> {
    const { store, key, outlets = [] } = this.#options;
    const due = (await this.#grown()).filter(isDue);
    if (due.length === 0) return [];
    // A power cut must not take away what was signed.
    await store.events.sync();
    const made = due.map(({ log, edge }) => signCheckpoint(key, { log, edge, time: this.#now() }));
    await store.checkpoints.save(made);
    for (const { log, size, time } of made) this.#last.set(log, { size, time });
    for (const outlet of outlets) await outlet.put(made);
    return made;
  }

  async #grown(): Promise<readonly SignedHead[]> {
    const { store } = this.#options;
    const heads = await signedHeads(store);
    for (const { log } of heads) {
      const last = this.#last.has(log) ? undefined : await store.checkpoints.latest(log);
      if (last) this.#last.set(log, last);
    }
    return heads.filter(({ log, size }) => size > (this.#last.get(log)?.size ?? 0));
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}
