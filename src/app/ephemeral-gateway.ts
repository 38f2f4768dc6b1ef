import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { openStore } from '../store/open-store.js';
import type { EventStore } from '../store/store.js';
import { EventWriter } from '../telemetry/event-writer.js';
import { workerProgram } from './supervisor.js';
import {
  isWorkerMessage,
  workerError,
  workerVariable,
  type MainMessage,
  type WorkerConfig,
} from './worker-protocol.js';

/** A gateway for the time of a proof: a process of its own, on a free port, with a log of its own. */
export interface EphemeralGateway {
  readonly url: string;
  readonly events: EventStore;
  /** Carries what is in the journal into `events`. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a gateway with the policy and patches as they stand on disk, on a free port or at the addresses of the policy.
 * `keysDir` has the API keys.
 */
export async function startEphemeralGateway(
  policyFile: string,
  keysDir: string,
  { ownAddresses = false } = {},
): Promise<EphemeralGateway> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-proof-'));
  const config: WorkerConfig = {
    policyFile,
    dataDir,
    keysDir,
    name: 'proof',
    ...(ownAddresses ? {} : { listen: [{ host: '127.0.0.1', port: 0 }] }),
    allowPlainText: false,
    untraced: true,
  };
  const child = fork(workerProgram, [], {
    env: { ...process.env, [workerVariable]: JSON.stringify(config) },
    stdio: 'ignore',
  });
  const gone = once(child, 'exit');
  const removeFolder = () => fs.rmSync(dataDir, { recursive: true, force: true });
  try {
    const url = await urlOf(child);
    const store = openStore(dataDir);
    const writer = new EventWriter({ dataDir, events: store.events });
    return {
      url,
      events: store.events,
      drain: () => writer.drain(),
      async close() {
        if (child.connected) child.send({ type: 'stop' } satisfies MainMessage, () => undefined);
        await gone;
        await writer.close();
        await store.close();
        removeFolder();
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    await gone;
    removeFolder();
    throw error;
  }
}

function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new PortcullisError('INTERNAL', `The gateway for the proof ended with code ${code}`)),
    );
    child.once('message', (message: unknown) => {
      if (isWorkerMessage(message) && message.type === 'ready') return resolve(message.urls[0]!);
      reject(
        isWorkerMessage(message) ? workerError(message) : new Error('the gateway for the proof said nothing known'),
      );
    });
  });
}
