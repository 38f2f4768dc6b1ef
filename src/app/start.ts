import { formatError, PortcullisError } from '../core/errors.js';
import { uuidv7 } from '../core/ids.js';
import type { EventKind } from '../core/events.js';
import { acquireLock, type Lock } from '../store/lock.js';
import { openStore } from '../store/open-store.js';
import { EventWriter } from '../telemetry/event-writer.js';
import { removeGatewayState, writeGatewayState, type GatewayState } from './gateway-state.js';
import type { Control, Readiness } from './control.js';
import { Supervisor } from './supervisor.js';
import type { WorkerConfig } from './worker-protocol.js';

export interface StartOptions {
  readonly policyFile: string;
  readonly dataDir: string;
  readonly listen?: WorkerConfig['listen'];
  readonly allowPlainText: boolean;
  /** Processes that serve; default 1. */
  readonly workers?: number;
  /** The policy's control address. */
  readonly control?: { readonly host: string; readonly port: number } | undefined;
  /** For what a person should know: a worker that ended, a policy that was refused. */
  readonly say: (text: string) => void;
}

/** A running gateway with its writer. */
export interface Running {
  readonly urls: readonly string[];
  readonly digest: string;
  /** Where health and metrics are. */
  readonly controlUrl: string | undefined;
  /** Reads policy, patches and keys again; a bad policy never replaces a good one. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the gateway: one worker that serves, and in this process the writer that carries its events to the store.
 * Throws `STORE_LOCKED` while another one runs on the data folder, and what keeps the worker from serving.
 */
export async function startGateway(options: StartOptions): Promise<Running> {
  const lock = acquireLock(options.dataDir);
  try {
    // Left behind by kill -9: nobody may signal the process that has its number now.
    removeGatewayState(options.dataDir);
    return await startLocked(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startLocked(options: StartOptions, lock: Lock): Promise<Running> {
  const { policyFile, dataDir, say } = options;
  const store = openStore(dataDir);
  const writer = new EventWriter({
    dataDir,
    events: store.events,
    onError: (error) => say(`events are waiting in the journal: ${(error as Error).message}`),
  });
  const log = (kind: EventKind, policyDigest: string) =>
    store.events.insert([
      { id: uuidv7(), time: Date.now(), kind, outcome: 'info', severity: 'info', detail: { policyDigest } },
    ]);
  let state: GatewayState = { pid: process.pid, policyFile, policyDigest: '', urls: [], generation: 0 };
  const tell = ({ refused: _refused, ...rest }: GatewayState, change: Partial<GatewayState>) => {
    state = { ...rest, ...change, generation: rest.generation + 1 };
    writeGatewayState(dataDir, state);
  };
  const supervisor = new Supervisor({
    config: workerConfig(options),
    say,
    onRestart: ({ urls, digest }) => tell(state, { urls, policyDigest: digest }),
  });
  let draining = false;
  const readiness = (): Readiness => ({
    ready: supervisor.isServing && !draining,
    draining,
    policyDigest: state.policyDigest,
    workers: { serving: supervisor.serving, wanted: supervisor.wanted },
    ...(state.refused === undefined ? {} : { refused: state.refused }),
  });
  let control: Control | undefined;
  const release = async () => {
    draining = true;
    await supervisor.stop();
    await control?.close();
    await writer.close();
    removeGatewayState(dataDir);
    await store.close();
    lock.release();
  };
  async function reload(): Promise<void> {
    if (!supervisor.isServing) return say('the gateway worker is being started; it reads the policy then');
    try {
      const policyDigest = await supervisor.reload();
      await log('policy_changed', policyDigest);
      tell(state, { policyDigest });
      say(`policy in force: ${policyDigest.slice(0, 12)}`);
    } catch (error) {
      const refused = error instanceof PortcullisError ? formatError(error) : String(error);
      tell(state, { refused });
      say(`policy refused, the one before stays in force:\n${refused}`);
    }
  }
  try {
    if (options.control) {
      // Loaded when it is wanted: it brings a library along.
      const { startControl } = await import('./control.js');
      control = await startControl(options.control, { readiness, metrics: () => supervisor.metrics() });
    }
    writer.start();
    const { urls, digest } = await supervisor.start();
    await log('sys_startup', digest);
    tell(state, { urls, policyDigest: digest });
    let reloads = Promise.resolve();
    return {
      urls,
      digest,
      controlUrl: control?.url,
      reload: () => (reloads = reloads.then(reload)),
      async stop() {
        draining = true;
        await reloads;
        await log('sys_shutdown', state.policyDigest);
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

function workerConfig({ policyFile, dataDir, listen, allowPlainText, workers = 1 }: StartOptions): WorkerConfig {
  return { policyFile, dataDir, keysDir: dataDir, name: 'w1', allowPlainText, workers, ...(listen ? { listen } : {}) };
}
