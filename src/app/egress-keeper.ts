import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Project } from '../model/types.js';
import { egressVariable, type EgressConfig, type EgressMessage, type EgressOrder } from './egress-protocol.js';
import { packageRoot } from './version.js';
import { workerError } from './worker-protocol.js';

const backOffMillis = { first: 100, most: 5000 };
/** One that was up for so long starts without a pause when it ends. */
const steadyMillis = 60_000;
const replyMillis = 15_000;
const stopMillis = 5000;

export interface EgressKeeperOptions {
  /** Read for each process: it may have changed with the policy. */
  readonly config: () => EgressConfig;
  readonly say: (text: string) => void;
}

type Address = Project['egressProxy'];

const addressOf = (proxy: Address): string | undefined => proxy && `${proxy.host}:${proxy.port}`;

/** Keeps the egress process alive while the policy wants one: calls to third parties never run in a gateway worker. */
export class EgressKeeper {
  readonly #options: EgressKeeperOptions;
  #child: ChildProcess | undefined;
  #address: string | undefined;
  #url: string | undefined;
  #pause = backOffMillis.first;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: EgressKeeperOptions) {
    this.#options = options;
  }

  /** Where applications call; undefined while there is no proxy. */
  get url(): string | undefined {
    return this.#url;
  }

  /** Serves this policy from now on. Throws what is wrong with it; what was served before then stays. */
  async use(proxy: Address): Promise<void> {
    const wanted = addressOf(proxy);
    if (wanted !== undefined && wanted === this.#address && this.#child) {
      const reply = await this.#ask(this.#child, { type: 'reload' });
      if (reply.type === 'failed') throw workerError(reply);
      return;
    }
    await this.#stop();
    if (wanted === undefined) return;
    await this.#start();
    this.#address = wanted;
  }

  async #start(): Promise<void> {
    const child = fork(path.join(packageRoot, 'dist', 'egress.mjs'), {
      env: { ...process.env, [egressVariable]: JSON.stringify(this.#options.config()) },
    });
    this.#child = child;
    const since = Date.now();
    const message = await this.#next(child).catch((error: Error) => {
      this.#child = undefined;
      child.kill('SIGKILL');
      throw error;
    });
    if (message.type !== 'ready') {
      this.#child = undefined;
      throw message.type === 'failed' ? workerError(message) : new Error('the egress process did not start');
    }
    this.#url = message.url;
    child.once('exit', (code, signal) => this.#ended(signal ?? `code ${code}`, Date.now() - since));
  }

  #ended(how: string, upMillis: number): void {
    this.#child = undefined;
    if (this.#closed || this.#address === undefined) return;
    if (upMillis > steadyMillis) this.#pause = backOffMillis.first;
    this.#options.say(`the egress process ended (${how}); starting it again in ${this.#pause} ms`);
    this.#timer = setTimeout(() => {
      this.#start().catch((error: Error) => this.#ended(error.message, 0));
    }, this.#pause);
    this.#pause = Math.min(this.#pause * 2, backOffMillis.most);
  }

  async #ask(child: ChildProcess, order: EgressOrder): Promise<EgressMessage> {
    const reply = this.#next(child);
    child.send(order, () => undefined);
    return reply;
  }

  /** The next message; rejects when the process ends before it, or says nothing. */
  #next(child: ChildProcess): Promise<EgressMessage> {
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
      };
      const onMessage = (message: unknown): void => {
        finish();
        resolve(message as EgressMessage);
      };
      const onExit = (code: number | null, signal: string | null): void => {
        finish();
        reject(new Error(`the egress process ended with ${signal ?? `code ${code}`}`));
      };
      const onError = (error: Error): void => {
        finish();
        reject(error);
      };
      const timer = setTimeout(() => onError(new Error('the egress process does not answer')), replyMillis);
      child.once('message', onMessage).once('exit', onExit).once('error', onError);
    });
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#timer);
    const child = this.#child;
    this.#address = undefined;
    this.#url = undefined;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    if (child.connected) child.send({ type: 'stop' } satisfies EgressOrder, () => undefined);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMillis);
    await gone;
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#stop();
  }
}
