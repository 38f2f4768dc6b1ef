import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { OwnerChange } from '../store/learned-owner.js';
import type { NamedPerson } from './person-names.js';
import type { SharedKeeper, SharedMessage } from './shared-memory.js';
import {
  isWorkerMessage,
  workerError,
  workerVariable,
  type MainMessage,
  type OwnersMessage,
  type Question,
  type ReadyMessage,
  type Reply,
  type WorkerConfig,
  type WorkerMessage,
} from './worker-protocol.js';

const backOffMillis = { first: 100, most: 5000 };

/** A worker that was up for so long starts without a pause when it ends. */
const steadyMillis = 60_000;

/** Longer than a gateway waits for its open requests: who is not gone then is stuck. */
const stopMillis = 35_000;

/** A worker that says nothing for so long is not going to. */
const replyMillis = 15_000;

export interface SlotOptions {
  config(): WorkerConfig;
  readonly say: (text: string) => void;
  /** A new worker serves in the place of one that ended. */
  readonly onRestart: (ready: ReadyMessage) => void;
  /** What all workers remember together. */
  readonly shared: SharedKeeper;
  /** Keeps who made which thing; rejects when it cannot. */
  readonly keepOwners?: ((changes: readonly OwnerChange[]) => Promise<void>) | undefined;
  /** Keeps names of persons. */
  readonly keepPersons?: ((persons: readonly NamedPerson[]) => void) | undefined;
}

/** Keeps one worker alive: restarts it with a growing pause, and forgets the pause once it was up for a while. */
export class WorkerSlot {
  readonly #options: SlotOptions;
  #worker: Worker | undefined;
  #starting: Promise<ReadyMessage> | undefined;
  #isServing = false;
  #isStopped = false;
  #pause = backOffMillis.first;
  #timer: NodeJS.Timeout | undefined;
  #questions = 0;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  /** False between the end of a worker and the start of the next. */
  get isServing(): boolean {
    return this.#isServing;
  }

  /** Resolves when no worker is just being started. */
  async settled(): Promise<void> {
    await this.#starting?.catch(() => undefined);
  }

  /** Resolves when the worker serves; throws its error when it cannot. */
  start(): Promise<ReadyMessage> {
    const starting = this.#start().finally(() => (this.#starting = undefined));
    this.#starting = starting;
    return starting;
  }

  async #start(): Promise<ReadyMessage> {
    const config = this.#options.config();
    const worker = cluster.fork({ [workerVariable]: JSON.stringify(config) });
    this.#worker = worker;
    worker.on('message', (message: unknown) => {
      if (!isWorkerMessage(message)) return;
      if (message.type === 'owners') void this.#keep(worker, message);
      else if (message.type === 'shared') this.#share(worker, message);
      else if (message.type === 'persons') this.#options.keepPersons?.(message.persons);
    });
    worker.once('exit', () => this.#options.shared.ended(worker));
    const message = await messageOf(worker, ({ type }) => type === 'ready' || type === 'failed');
    if (message.type !== 'ready') throw workerError(message);
    this.#isServing = true;
    const since = Date.now();
    worker.once('exit', (code, signal) => this.#ended(signal ?? `code ${code}`, Date.now() - since));
    // The others took another policy meanwhile: this one is started once more, with that.
    const { policyDigest } = this.#options.config();
    if (config.policyDigest !== undefined && config.policyDigest !== policyDigest) worker.process.kill('SIGTERM');
    return message;
  }

  #ended(how: string, upMillis: number): void {
    this.#isServing = false;
    if (this.#isStopped) return;
    if (upMillis > steadyMillis) this.#pause = backOffMillis.first;
    this.#options.say(`gateway worker ended (${how}); starting it again in ${this.#pause} ms`);
    this.#timer = setTimeout(() => void this.#again(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, backOffMillis.most);
  }

  async #again(): Promise<void> {
    try {
      this.#options.onRestart(await this.start());
    } catch (error) {
      this.#ended((error as Error).message, 0);
    }
  }

  #share(worker: Worker, message: SharedMessage): void {
    const answer = this.#options.shared.answer(worker, message);
    if (answer) tell(worker, answer);
  }

  async #keep(worker: Worker, { batch, changes }: OwnersMessage): Promise<void> {
    try {
      await this.#options.keepOwners?.(changes);
      tell(worker, { type: 'owners-kept', batch });
    } catch (error) {
      tell(worker, { type: 'owners-kept', batch, failed: (error as Error).message });
    }
  }

  /** Throws when the worker ends or says nothing. */
  async ask(type: Question): Promise<Reply> {
    const worker = this.#worker!;
    const id = ++this.#questions;
    const answer = messageOf(worker, (message) => 'id' in message && message.id === id);
    tell(worker, { type, id });
    return (await answer) as Reply;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    const worker = this.#worker;
    if (!worker || worker.isDead()) return;
    const gone = once(worker, 'exit');
    // One that is starting has no ear for messages yet, and serves nobody.
    if (this.#isServing) tell(worker, { type: 'stop' });
    else worker.process.kill('SIGKILL');
    const timer = setTimeout(() => worker.process.kill('SIGKILL'), stopMillis);
    await gone;
    clearTimeout(timer);
  }
}

/** A worker that is gone cannot be told anything: its end is noticed elsewhere. */
function tell(worker: Worker, message: MainMessage): void {
  if (worker.isConnected()) worker.send(message, () => undefined);
}

/** The next message that is wanted; rejects when the worker ends before it. */
function messageOf(worker: Worker, isWanted: (message: WorkerMessage) => boolean): Promise<WorkerMessage> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('exit', onExit);
    };
    const fail = (text: string): void => {
      finish();
      reject(new Error(text));
    };
    const onExit = (code: number | null, signal: string | null): void =>
      fail(`the gateway worker ended with ${signal ?? `code ${code}`}`);
    const onMessage = (message: unknown): void => {
      if (!isWorkerMessage(message) || !isWanted(message)) return;
      finish();
      resolve(message);
    };
    const timer = setTimeout(() => fail('the gateway worker does not answer'), replyMillis);
    worker.once('exit', onExit);
    worker.on('message', onMessage);
    if (worker.isDead()) onExit(worker.process.exitCode, worker.process.signalCode);
  });
}
