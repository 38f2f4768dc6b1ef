import fs from 'node:fs';
import path from 'node:path';
import type { LeaseStore } from '../store/lease.js';
import { ensurePrivateFolder } from '../store/files.js';

/** Something that goes through the log from a place of its own: an output, or a notification. */
export interface Follower {
  /** Whether the other side takes nothing at the moment. */
  readonly status: { readonly isFailing: boolean };
  start(): Promise<void>;
  /** What is not through is on disk for the next one of its name. */
  close(): Promise<void>;
}

export interface LeasedFollowerOptions {
  readonly name: string;
  /** Of this process. */
  readonly holder: string;
  readonly leases: LeaseStore;
  /** Where the follower keeps its place; its text goes along with the lease. */
  readonly stateFile: string;
  readonly make: () => Promise<Follower>;
  readonly say: (text: string) => void;
  /** How long a machine that is gone keeps the others waiting. Default 30 s; looked at six times in it. */
  readonly leaseMillis?: number;
}

/**
 * A follower of a log that several machines share: runs on the one that has the lease, so that nobody is told twice.
 * When that machine ends or is cut off, another goes on where it was, at most a look earlier.
 */
export class LeasedFollower implements Follower {
  readonly #options: LeasedFollowerOptions;
  readonly #leaseMillis: number;
  #follower: Follower | undefined;
  #heldUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: LeasedFollowerOptions) {
    this.#options = options;
    this.#leaseMillis = options.leaseMillis ?? 30_000;
  }

  get status(): Follower['status'] {
    return this.#follower?.status ?? { isFailing: false };
  }

  async start(): Promise<void> {
    await this.#look();
    this.#later();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#looking;
    if (!this.#follower) return;
    await this.#end();
    const { leases, name, holder } = this.#options;
    await leases.release({ name, holder }, this.#state()).catch(() => undefined); // then it runs out by itself
  }

  #later(): void {
    if (this.#isClosed) return;
    const look = () => (this.#looking = this.#look().then(() => this.#later()));
    this.#timer = setTimeout(() => void look(), this.#leaseMillis / 6).unref();
  }

  async #look(): Promise<void> {
    const { leases, name, holder, say } = this.#options;
    const from = performance.now();
    try {
      const state = this.#follower && this.#state();
      const taken = await leases.take({ name, holder, millis: this.#leaseMillis }, state);
      if (!taken) return await this.#end();
      this.#heldUntil = from + this.#leaseMillis;
      if (!this.#follower) await this.#begin(taken.state);
    } catch (error) {
      if (performance.now() < this.#heldUntil) return;
      if (this.#follower) say(`${name} is left to another machine: ${(error as Error).message}`);
      await this.#end();
    }
  }

  async #begin(state: string | undefined): Promise<void> {
    const { stateFile, make } = this.#options;
    if (state !== undefined) {
      ensurePrivateFolder(path.dirname(stateFile));
      fs.writeFileSync(`${stateFile}.part`, state, { mode: 0o600, flush: true });
      fs.renameSync(`${stateFile}.part`, stateFile);
    }
    const follower = await make();
    await follower.start();
    this.#follower = follower;
  }

  async #end(): Promise<void> {
    const ending = this.#follower;
    this.#follower = undefined;
    await ending?.close();
  }

  #state(): string | undefined {
    const { stateFile } = this.#options;
    return fs.existsSync(stateFile) ? fs.readFileSync(stateFile, 'utf8') : undefined;
  }
}
