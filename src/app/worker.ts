import { formatError, PortcullisError, PortcullisErrors } from '../core/errors.js';
import { loadProject } from '../model/project.js';
import { JournalWriter } from '../telemetry/journal.js';
import { serve } from './serve.js';
import { workerVariable, type MainMessage, type WorkerConfig, type WorkerMessage } from './worker-protocol.js';

const config = JSON.parse(process.env[workerVariable] ?? '') as WorkerConfig;

function send(message: WorkerMessage): void {
  process.send?.(message);
}

function describe(error: unknown): WorkerMessage {
  if (error instanceof PortcullisErrors) {
    return {
      type: 'failed',
      code: error.code,
      text: error.errors.map(formatError).join('\n'),
      exitCode: error.exitCode,
    };
  }
  if (error instanceof PortcullisError) {
    return { type: 'failed', code: error.code, text: formatError(error), exitCode: error.exitCode };
  }
  const text = error instanceof Error ? `${error.name}: ${error.stack ?? error.message}` : String(error);
  return { type: 'failed', code: 'INTERNAL', text, exitCode: 4 };
}

async function run(): Promise<void> {
  const load = () => loadProject({ policyFile: config.policyFile });
  let project = await load();
  const journal = new JournalWriter({ dataDir: config.dataDir, worker: config.name });
  const serving = await serve(project, config, journal);
  send({ type: 'ready', urls: serving.urls, digest: project.digest });

  async function reload(): Promise<void> {
    try {
      const next = await load();
      serving.reload(next);
      project = next;
      send({ type: 'reloaded', digest: project.digest });
    } catch (error) {
      // The policy stays, but a key that was revoked must not: verifiers remember keys.
      serving.reload(project);
      send(describe(error));
    }
  }
  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    await serving.close();
    await journal.close();
    process.exit(0);
  }
  process.on('message', (message: MainMessage) => void (message.type === 'reload' ? reload() : stop()));
  // Ctrl-C reaches the whole group: the main process tells when to stop. Without it there is nothing to serve for.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => void stop());
}

try {
  await run();
} catch (error) {
  send(describe(error));
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 200).unref();
  process.disconnect?.();
}
