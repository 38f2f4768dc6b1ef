import fs from 'node:fs';
import path from 'node:path';
import { request } from 'undici';
import { PortcullisError } from '../core/errors.js';
import type { StoredCheckpoint } from '../store/store.js';

/** A place outside the store where checkpoints are kept. */
export interface CheckpointOutlet {
  put(checkpoints: readonly StoredCheckpoint[]): Promise<void>;
  close(): Promise<void>;
}

/** Notes, one after the other, with an empty line between them. */
const textOf = (checkpoints: readonly StoredCheckpoint[]): string =>
  checkpoints.map(({ note }) => `${note}\n`).join('');

/** Appends to a file, which should be on another machine or on a medium that cannot be rewritten. */
export function checkpointFile(file: string): CheckpointOutlet {
  return {
    async put(checkpoints) {
      try {
        await fs.promises.mkdir(path.dirname(file), { recursive: true });
        await fs.promises.appendFile(file, textOf(checkpoints), { mode: 0o600, flush: true });
      } catch (cause) {
        throw new PortcullisError('FILE_UNWRITABLE', `Checkpoints cannot be appended to ${file}`, {
          cause,
          hint: (cause as Error).message,
        });
      }
    },
    close: async () => undefined,
  };
}

export interface WitnessOptions {
  readonly url: string;
  /** Told once when it stops answering. */
  readonly onError: (error: Error) => void;
  /** Before the first repetition; doubled for each further one, up to a minute. Default 1 s. */
  readonly retryMillis?: number;
  readonly timeoutMillis?: number;
}

const mostWaiting = 10_000;
const longestPauseMillis = 60_000;

/**
 * Sends each checkpoint to a witness: `POST`, `text/plain`, one note. It waits for none: what was not taken is sent
 * again later, in order; beyond 10,000 the oldest are left out, because a later one covers them.
 */
export class Witness implements CheckpointOutlet {
  readonly #options: WitnessOptions;
  readonly #waiting: string[] = [];
  #sending: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pauseMillis: number;
  #failed = false;

  constructor(options: WitnessOptions) {
    this.#options = options;
    this.#pauseMillis = options.retryMillis ?? 1000;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  async put(checkpoints: readonly StoredCheckpoint[]): Promise<void> {
    this.#waiting.push(...checkpoints.map(({ note }) => note));
    if (this.#waiting.length > mostWaiting) this.#waiting.splice(0, this.#waiting.length - mostWaiting);
    if (!this.#timer) void this.#send();
  }

  /** Tries once more. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#send();
    clearTimeout(this.#timer);
  }

  #send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const failure = await this.#post(this.#waiting[0]!);
      if (failure) return this.#later(failure);
      this.#waiting.shift();
      this.#failed = false;
      this.#pauseMillis = this.#options.retryMillis ?? 1000;
    }
  }

  async #post(note: string): Promise<Error | undefined> {
    try {
      const answer = await request(this.#options.url, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: note,
        signal: AbortSignal.timeout(this.#options.timeoutMillis ?? 10_000),
      });
      await answer.body.dump({ limit: 64 * 1024 });
      return answer.statusCode < 300 ? undefined : new Error(`it answers ${answer.statusCode}`);
    } catch (error) {
      return error as Error;
    }
  }

  #later(error: Error): void {
    if (!this.#failed) this.#options.onError(error);
    this.#failed = true;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#send();
    }, this.#pauseMillis).unref();
    this.#pauseMillis = Math.min(this.#pauseMillis * 2, longestPauseMillis);
  }
}
