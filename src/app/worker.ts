import { formatError, PortcullisError, PortcullisErrors } from '../core/errors.js';
import { loadProject } from '../model/project.js';
import { JournalWriter } from '../telemetry/journal.js';
import type { Project } from '../model/types.js';
import { AccessLog } from './access-log.js';
import { serve, type Prepared, type Serving } from './serve.js';
import {
  workerVariable,
  type FailedMessage,
  type MainMessage,
  type Question,
  type Reply,
  type WorkerConfig,
  type WorkerMessage,
} from './worker-protocol.js';

const config = JSON.parse(process.env[workerVariable] ?? '') as WorkerConfig;

function send(message: WorkerMessage): void {
  process.send?.(message);
}

function describe(error: unknown): FailedMessage {
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

/** Answers what the main process asks: a new policy in two steps, so that all workers take it or none. */
class Desk {
  readonly #serving: Serving;
  readonly #load: () => Promise<Project>;
  readonly #log: AccessLog | undefined;
  #project: Project;
  #prepared: { readonly project: Project; readonly change: Prepared } | undefined;

  constructor(parts: { serving: Serving; load: () => Promise<Project>; project: Project; log: AccessLog | undefined }) {
    this.#serving = parts.serving;
    this.#load = parts.load;
    this.#project = parts.project;
    this.#log = parts.log;
  }

  async answer(question: Question): Promise<Reply> {
    if (question === 'metrics') return { type: 'metrics', families: this.#serving.metrics() };
    if (question === 'prepare') return this.#prepare();
    return question === 'activate' ? this.#activate() : this.#drop();
  }

  async #prepare(): Promise<Reply> {
    this.#prepared?.change.drop();
    this.#prepared = undefined;
    try {
      const project = await this.#load();
      this.#prepared = { project, change: this.#serving.prepare(project) };
      return { type: 'prepared', digest: project.digest };
    } catch (error) {
      return describe(error);
    }
  }

  #activate(): Reply {
    if (!this.#prepared) return { type: 'dropped', digest: this.#project.digest };
    this.#prepared.change.activate();
    this.#project = this.#prepared.project;
    this.#prepared = undefined;
    this.#log?.reopen();
    return { type: 'activated', digest: this.#project.digest };
  }

  /** The policy stays, but a key that was revoked must not: verifiers remember keys. */
  #drop(): Reply {
    this.#prepared?.change.drop();
    this.#prepared = undefined;
    this.#serving.prepare(this.#project).activate();
    return { type: 'dropped', digest: this.#project.digest };
  }
}

async function run(): Promise<void> {
  const load = () => loadProject({ policyFile: config.policyFile });
  const project = await load();
  const journal = new JournalWriter({ dataDir: config.dataDir, worker: config.name });
  const log = project.accessLog === undefined ? undefined : new AccessLog(journal, project.accessLog);
  const serving = await serve(project, config, log ?? journal);
  const desk = new Desk({ serving, load, project, log });
  send({ type: 'ready', urls: serving.urls, digest: project.digest });

  async function reply(question: Question, id: number): Promise<void> {
    send({ ...(await desk.answer(question).catch(describe)), id });
  }
  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    await serving.close();
    await log?.close();
    await journal.close();
    process.exit(0);
  }
  process.on('message', (message: MainMessage) => {
    if (message.type === 'stop') void stop();
    else void reply(message.type, message.id);
  });
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
