import { releaseBallast } from '../store/ballast.js';
import { JournalWriter } from '../telemetry/journal.js';
import { openEgress } from './egress.js';
import { egressVariable, type EgressConfig, type EgressMessage, type EgressOrder } from './egress-protocol.js';
import { openSealedStore } from './sealed-store.js';
import { storePlace } from './store-place.js';
import { failedMessage } from './failed-message.js';

const config = JSON.parse(process.env[egressVariable] ?? '') as EgressConfig;

function send(message: EgressMessage): void {
  if (process.connected) process.send!(message, undefined, undefined, () => undefined);
}

async function run(): Promise<void> {
  const { policyFile, dataDir, store: section } = config;
  const store = await openSealedStore(storePlace({ dataDir, policyFile, env: process.env, section }), {
    env: process.env,
  });
  const journal = new JournalWriter({
    dataDir,
    worker: 'egress',
    onState: (reason) => reason === 'ENOSPC' && releaseBallast(dataDir),
  });
  const egress = await openEgress({ policyFile, store, sink: journal, env: process.env });
  send({ type: 'ready', url: egress.url });
  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    try {
      await egress.close();
      await journal.close();
      await store.close();
    } finally {
      process.exit(0);
    }
  }
  async function reload(): Promise<void> {
    try {
      await egress.reload();
      send({ type: 'reloaded' });
    } catch (error) {
      send(failedMessage(error));
    }
  }
  process.on('message', ({ type }: EgressOrder) => void (type === 'stop' ? stop() : reload()));
  // Ctrl-C reaches the whole group: the main process tells when to stop. Without it nobody reads the events.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => void stop());
}

try {
  await run();
} catch (error) {
  send(failedMessage(error));
  setTimeout(() => process.exit(1), 200).unref();
  process.disconnect?.();
}
