import { memorySource, recordingSource, type FilesRead } from '../model/file-source.js';
import { loadProject } from '../model/project.js';
import { releaseBallast } from '../store/ballast.js';
import { JournalWriter } from '../telemetry/journal.js';
import type { Project } from '../model/types.js';
import { AccessLog } from './access-log.js';
import { failedMessage } from './failed-message.js';
import { keepPolicy, keptPolicy } from './last-policy.js';
import type { WorkerHealth } from './health.js';
import { MainProcess, workerLearnedOwners } from './learned-owners.js';
import { inBatches } from './person-names.js';
import { summaryOf } from './project-summary.js';
import { SharedMemory } from './shared-memory.js';
import { keysPlace, serve, type PreparedServing, type Serving } from './serve.js';
import {
  workerVariable,
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

/** False when the main process is gone. */
function tellMain(message: WorkerMessage): boolean {
  if (!process.connected) return false;
  process.send!(message, undefined, undefined, () => undefined);
  return true;
}

interface DeskParts {
  readonly serving: Serving;
  readonly load: () => Promise<Loaded>;
  readonly project: Project;
  readonly log: AccessLog;
  readonly journal: JournalWriter;
}

/** Answers what the main process asks: a new policy in two steps, so that all workers take it or none. */
class Desk {
  readonly #serving: Serving;
  readonly #load: () => Promise<Loaded>;
  readonly #log: AccessLog;
  readonly #journal: JournalWriter;
  #project: Project;
  #prepared: (Loaded & { readonly change: PreparedServing }) | undefined;

  constructor(parts: DeskParts) {
    this.#serving = parts.serving;
    this.#load = parts.load;
    this.#project = parts.project;
    this.#log = parts.log;
    this.#journal = parts.journal;
  }

  async answer(question: Question): Promise<Reply> {
    if (question === 'metrics') return { type: 'metrics', families: this.#serving.metrics() };
    if (question === 'health') {
      return { type: 'health', health: this.#health() };
    }
    if (question === 'prepare') return this.#prepare();
    return question === 'activate' ? this.#activate() : this.#drop();
  }

  #health(): WorkerHealth {
    const health = this.#serving.health();
    const { lost, failure } = this.#journal;
    return { ...health, digest: this.#project.digest, lostEvents: health.lostEvents + lost, journalFailure: failure };
  }

  async #prepare(): Promise<Reply> {
    this.#prepared?.change.drop();
    this.#prepared = undefined;
    try {
      const loaded = await this.#load();
      this.#prepared = { ...loaded, change: await this.#serving.prepare(loaded.project) };
      return { type: 'prepared', digest: loaded.project.digest };
    } catch (error) {
      return failedMessage(error);
    }
  }

  async #activate(): Promise<Reply> {
    const prepared = this.#prepared;
    if (!prepared) return { type: 'dropped', digest: this.#project.digest };
    this.#prepared = undefined;
    const urls = await prepared.change.activate();
    this.#project = prepared.project;
    keep(prepared);
    this.#log.reopen(prepared.project.accessLog);
    return { type: 'activated', digest: this.#project.digest, urls, summary: summaryOf(this.#project) };
  }

  /** The policy stays, but a key that was revoked must not: verifiers remember keys. */
  async #drop(): Promise<Reply> {
    this.#prepared?.change.drop();
    this.#prepared = undefined;
    await (await this.#serving.prepare(this.#project)).activate();
    return { type: 'dropped', digest: this.#project.digest };
  }
}

interface Loaded {
  readonly project: Project;
  /** Undefined when it was made of what was kept. */
  readonly read: FilesRead | undefined;
}

async function load(): Promise<Loaded> {
  const source = recordingSource();
  const project = await loadProject({ policyFile: config.policyFile, source });
  return { project, read: source.taken() };
}

/** The policy that the other workers serve, if this one is started again; the one on disk may be another, or broken. */
async function loadFirst(): Promise<Loaded> {
  const { policyDigest, policyFile, dataDir } = config;
  const kept = policyDigest === undefined ? undefined : keptPolicy(dataDir, policyDigest);
  if (!kept) return load();
  try {
    const project = await loadProject({ policyFile, source: memorySource(kept) });
    return project.digest === policyDigest ? { project, read: undefined } : await load();
  } catch {
    return load();
  }
}

/** Without it a worker that is started again reads the disk: no reason to stop serving. */
function keep({ project, read }: Loaded): void {
  if (!read) return;
  try {
    keepPolicy(config.dataDir, project.digest, read);
  } catch {
    // A full disk is told of by the journal.
  }
}

async function run(): Promise<void> {
  const loaded = await loadFirst();
  const { project } = loaded;
  const journal = new JournalWriter({
    dataDir: config.dataDir,
    worker: config.name,
    onState: (reason) => reason === 'ENOSPC' && releaseBallast(config.dataDir),
  });
  const log = new AccessLog(journal, project.accessLog);
  const shared = (config.workers ?? 1) > 1 ? new SharedMemory(tellMain) : undefined;
  const main = config.keepsOwners ? new MainProcess() : undefined;
  const owners = workerLearnedOwners(keysPlace(config), journal, main);
  const onPerson = main && inBatches((persons) => void tellMain({ type: 'persons', persons }));
  const parts = { learned: owners.learned, shared, ...(onPerson ? { onPerson } : {}) };
  const serving = await serve(project, { ...config, ...parts }, log ?? journal);
  const desk = new Desk({ serving, load, project, log, journal });
  send({ type: 'ready', urls: serving.urls, digest: project.digest, summary: summaryOf(project) });
  keep(loaded);

  async function reply(question: Question, id: number): Promise<void> {
    send({ ...(await desk.answer(question).catch(failedMessage)), id });
  }
  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    try {
      await serving.close();
      await owners.close();
      await log.close();
      await journal.close();
    } finally {
      // A disk that takes nothing more is no reason to stay.
      process.exit(0);
    }
  }
  process.on('message', (message: MainMessage) => {
    if (message.type === 'stop') void stop();
    else if (message.type === 'owners-kept') main?.heard(message);
    else if (message.type === 'shared-answer') shared?.heard(message);
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
  send(failedMessage(error));
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 200).unref();
  process.disconnect?.();
}
