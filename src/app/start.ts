import cluster, { type Worker } from 'node:cluster';
import path from 'node:path';
import { PortcullisError, type PortcullisErrors } from '../core/errors.js';
import { uuidv7 } from '../core/ids.js';
import type { EventKind } from '../core/events.js';
import { acquireLock } from '../store/lock.js';
import { openStore } from '../store/open-store.js';
import { EventWriter } from '../telemetry/event-writer.js';
import { removeGatewayState, writeGatewayState } from './gateway-state.js';
import { packageRoot } from './version.js';
import {
  isWorkerMessage,
  workerVariable,
  type MainMessage,
  type WorkerConfig,
  type WorkerMessage,
} from './worker-protocol.js';

export interface StartOptions {
  readonly policyFile: string;
  readonly dataDir: string;
  readonly listen?: WorkerConfig['listen'];
  readonly allowPlainText: boolean;
  /** For what a person should know: a worker that ended, a policy that was refused. */
  readonly say: (text: string) => void;
}

/** A running gateway with its writer. */
export interface Running {
  readonly urls: readonly string[];
  readonly digest: string;
  /** Reads policy, patches and keys again; a bad policy never replaces a good one. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** The worker's program. */
export const workerProgram = path.join(packageRoot, 'dist', 'worker.mjs');

const backOffMillis = { first: 100, most: 5000 };

/** Keeps one worker alive: restarts it with a growing pause, and forgets the pause once it was up for a while. */
class Supervisor {
  readonly #config: WorkerConfig;
  readonly #say: StartOptions['say'];
  #worker: Worker | undefined;
  #pause = backOffMillis.first;
  #stopped = false;

  constructor(config: WorkerConfig, say: StartOptions['say']) {
    this.#config = config;
    this.#say = say;
    cluster.setupPrimary({ exec: workerProgram, args: [] });
  }

  /** Resolves when the worker serves; throws its error when it cannot. */
  async start(): Promise<Extract<WorkerMessage, { type: 'ready' }>> {
    const worker = cluster.fork({ [workerVariable]: JSON.stringify(this.#config) });
    this.#worker = worker;
    const message = await firstMessage(worker);
    if (message.type !== 'ready') throw workerError(message);
    const since = Date.now();
    worker.once('exit', (code, signal) => void this.#ended(code, signal, since));
    return message;
  }

  async #ended(code: number, signal: string, since: number): Promise<void> {
    if (this.#stopped) return;
    if (Date.now() - since > 60_000) this.#pause = backOffMillis.first;
    this.#say(`gateway worker ended (${signal ?? `code ${code}`}); starting it again in ${this.#pause} ms`);
    setTimeout(() => void this.#again(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, backOffMillis.most);
  }

  async #again(): Promise<void> {
    if (this.#stopped) return;
    const since = Date.now();
    await this.start().catch((error: Error) => {
      this.#say(`gateway worker cannot start: ${error.message}`);
      return this.#ended(1, '', since);
    });
  }

  /** Resolves to the digest that is served; throws when the worker refused. */
  async reload(): Promise<string> {
    const worker = this.#worker!;
    const answer = firstMessage(worker);
    worker.send({ type: 'reload' } satisfies MainMessage);
    const message = await answer;
    if (message.type === 'reloaded') return message.digest;
    throw message.type === 'failed' ? workerError(message) : new Error(`unexpected ${message.type}`);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const worker = this.#worker;
    if (!worker || worker.isDead()) return;
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.send({ type: 'stop' } satisfies MainMessage);
    await gone;
  }
}

function firstMessage(worker: Worker): Promise<WorkerMessage> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number) => reject(new Error(`the gateway worker ended with code ${code}`));
    worker.once('exit', onExit);
    worker.once('message', (message: unknown) => {
      worker.off('exit', onExit);
      if (isWorkerMessage(message)) resolve(message);
      else reject(new Error('the gateway worker sent something else'));
    });
  });
}

function workerError(
  message: Extract<WorkerMessage, { type: 'failed' }> | WorkerMessage,
): PortcullisError | PortcullisErrors {
  if (message.type !== 'failed') return new PortcullisError('INTERNAL', `The gateway worker said ${message.type}`);
  const [first = '', ...rest] = message.text.split('\n');
  if (message.code === 'INTERNAL')
    return new PortcullisError('INTERNAL', 'The gateway worker failed', { detail: message.text });
  return new PortcullisError(message.code as PortcullisError['code'], first.replace(/ \[[A-Z_]+\]$/, ''), {
    hint: rest.join('\n').trim() || undefined,
  });
}

/** Starts the gateway: one worker that serves, and in this process the writer that carries its events to the store. */
export async function startGateway(options: StartOptions): Promise<Running> {
  const { policyFile, dataDir, say } = options;
  const lock = acquireLock(dataDir);
  const store = openStore(dataDir);
  const writer = new EventWriter({
    dataDir,
    events: store.events,
    onError: (error) => say(`events are waiting in the journal: ${(error as Error).message}`),
  });
  writer.start();
  const supervisor = new Supervisor(workerConfig(options), say);
  const release = async () => {
    await supervisor.stop();
    await writer.close();
    removeGatewayState(dataDir);
    await store.close();
    lock.release();
  };
  const log = (kind: EventKind, detail: Record<string, unknown>) =>
    store.events.insert([{ id: uuidv7(), time: Date.now(), kind, outcome: 'info', severity: 'info', detail }]);
  try {
    const ready = await supervisor.start();
    await log('sys_startup', { policyDigest: ready.digest });
    const base = { pid: process.pid, policyFile, urls: ready.urls };
    let digest = ready.digest;
    let generation = 1;
    writeGatewayState(dataDir, { ...base, policyDigest: digest, generation });
    return {
      urls: ready.urls,
      digest,
      async reload() {
        generation++;
        try {
          digest = await supervisor.reload();
          await log('policy_changed', { policyDigest: digest });
          writeGatewayState(dataDir, { ...base, policyDigest: digest, generation });
          say(`policy in force: ${digest.slice(0, 12)}`);
        } catch (error) {
          const refused =
            error instanceof PortcullisError ? [error.message, error.hint].filter(Boolean).join('\n') : String(error);
          writeGatewayState(dataDir, { ...base, policyDigest: digest, generation, refused });
          say(`policy refused, the one before stays in force:\n${refused}`);
        }
      },
      async stop() {
        await log('sys_shutdown', { policyDigest: digest });
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

function workerConfig({ policyFile, dataDir, listen, allowPlainText }: StartOptions): WorkerConfig {
  return { policyFile, dataDir, keysDir: dataDir, name: 'w1', allowPlainText, ...(listen ? { listen } : {}) };
}
