import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import path from 'node:path';
import { packageRoot } from './version.js';
import {
  isWorkerMessage,
  workerError,
  workerVariable,
  type MainMessage,
  type ReadyMessage,
  type WorkerConfig,
  type WorkerMessage,
} from './worker-protocol.js';

/** The worker's program. */
export const workerProgram = path.join(packageRoot, 'dist', 'worker.mjs');

const backOffMillis = { first: 100, most: 5000 };

/** A worker that was up for so long starts without a pause when it ends. */
const steadyMillis = 60_000;

/** Longer than a gateway waits for its open requests: who is not gone then is stuck. */
const stopMillis = 35_000;

export interface SupervisorOptions {
  readonly config: WorkerConfig;
  readonly say: (text: string) => void;
  /** A new worker serves in the place of one that ended. */
  readonly onRestart: (ready: ReadyMessage) => void;
}

/** Keeps one worker alive: restarts it with a growing pause, and forgets the pause once it was up for a while. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #config: WorkerConfig;
  #worker: Worker | undefined;
  #isServing = false;
  #isStopped = false;
  #pause = backOffMillis.first;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#config = options.config;
    cluster.setupPrimary({ exec: workerProgram, args: [] });
  }

  /** False between the end of a worker and the start of the next, which reads the policy anew. */
  get isServing(): boolean {
    return this.#isServing;
  }

  /** Resolves when the worker serves; throws its error when it cannot. */
  async start(): Promise<ReadyMessage> {
    const worker = cluster.fork({ [workerVariable]: JSON.stringify(this.#config) });
    this.#worker = worker;
    const message = await nextMessage(worker);
    if (message.type !== 'ready') throw workerError(message);
    this.#isServing = true;
    this.#config = withPorts(this.#config, message.urls);
    const since = Date.now();
    worker.once('exit', (code, signal) => this.#ended(signal ?? `code ${code}`, Date.now() - since));
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

  /** Resolves to the digest that is served; throws when the worker refused. */
  async reload(): Promise<string> {
    const worker = this.#worker!;
    const answer = nextMessage(worker);
    tell(worker, { type: 'reload' });
    const message = await answer;
    if (message.type === 'reloaded') return message.digest;
    throw workerError(message);
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

/** A port that the system chose stays the same for the workers to come. */
function withPorts(config: WorkerConfig, urls: readonly string[]): WorkerConfig {
  if (!config.listen) return config;
  return {
    ...config,
    listen: config.listen.map(({ host }, i) => ({ host, port: Number(new URL(urls[i]!).port) || 80 })),
  };
}

/** A worker that is gone cannot be told anything: its end is noticed elsewhere. */
function tell(worker: Worker, message: MainMessage): void {
  if (worker.isConnected()) worker.send(message, () => undefined);
}

function nextMessage(worker: Worker): Promise<WorkerMessage> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) => {
      worker.off('message', onMessage);
      reject(new Error(`the gateway worker ended with ${signal ?? `code ${code}`}`));
    };
    const onMessage = (message: unknown) => {
      worker.off('exit', onExit);
      if (isWorkerMessage(message)) resolve(message);
      else reject(new Error('the gateway worker sent something else'));
    };
    if (worker.isDead()) return onExit(worker.process.exitCode, worker.process.signalCode);
    worker.once('exit', onExit);
    worker.once('message', onMessage);
  });
}
