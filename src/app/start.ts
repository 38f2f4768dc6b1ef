import path from 'node:path';
import { formatError, PortcullisError } from '../core/errors.js';
import { uuidv7 } from '../core/ids.js';
import type { EventKind, SecurityEvent } from '../core/events.js';
import { readPolicySettings, type PolicySettings } from '../model/policy-settings.js';
import { BallastKeeper, releaseBallast } from '../store/ballast.js';
import { acquireLock, type Lock } from '../store/lock.js';
import type { Checkpointer } from '../telemetry/checkpointer.js';
import { EventWriter } from '../telemetry/event-writer.js';
import { safeText } from '../telemetry/redact.js';
import { startCheckpoints } from './log-checkpoints.js';
import { EgressKeeper } from './egress-keeper.js';
import { LogFollowers } from './log-followers.js';
import { startDetections } from './detections.js';
import { removeGatewayState, writeGatewayState, type GatewayState } from './gateway-state.js';
import { ControlKeeper } from './control-keeper.js';
import type { Readiness } from './health.js';
import type { ProjectSummary } from './project-summary.js';
import { PersonNameKeeper } from './person-names.js';
import { principalTokens } from './person-tokens.js';
import { ReadinessWatch } from './readiness-watch.js';
import { LessonReminder } from './learn-reminders.js';
import { RetentionKeeper } from './retention.js';
import { forgetPolicies } from './last-policy.js';
import { ScheduleKeeper } from './schedule-keeper.js';
import { openSealedStore, resumeRotation } from './sealed-store.js';
import { storePlace, storeSectionOf } from './store-place.js';
import { StrayEvents } from './stray-events.js';
import { Supervisor } from './supervisor.js';
import { packageRoot } from './version.js';
import type { WorkerConfig } from './worker-protocol.js';

export interface StartOptions {
  readonly policyFile: string;
  readonly dataDir: string;
  readonly listen?: WorkerConfig['listen'];
  readonly allowPlainText: boolean;
  /** Processes that serve; default 1. */
  readonly workers?: number;
  /** What the policy says to the main process: outputs, notifications and the like are read again with every policy. */
  readonly settings: PolicySettings;
  /** Goes on although the log does not match the checkpoint kept outside. */
  readonly acceptLog?: boolean;
  /** For what a person should know: a worker that ended, a policy that was refused. */
  readonly say: (text: string) => void;
}

/** A running gateway with its writer. */
export interface Running {
  readonly urls: readonly string[];
  readonly digest: string;
  readonly apis: ProjectSummary['apis'];
  /** Where health and metrics are. */
  readonly controlUrl: string | undefined;
  /** Where applications call third parties. */
  readonly egressUrl: string | undefined;
  readiness(): Promise<Readiness>;
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
    forgetPolicies(options.dataDir);
    return await startLocked(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startLocked(options: StartOptions, lock: Lock): Promise<Running> {
  const { policyFile, dataDir, say } = options;
  const place = storePlace({ dataDir, policyFile, env: process.env });
  const store = await openSealedStore(place, { env: process.env, say });
  // Workers only read: what they need of the vault is made here, and a key that cannot be had is told before they start.
  await store.opener.peppers();
  const ending = new AbortController();
  const rotation = resumeRotation(store, ending.signal).catch((error: Error) => {
    if (!ending.signal.aborted) say(`the rotation of data keys waits: ${error.message}`);
  });
  const writer = new EventWriter({
    dataDir,
    events: store.events,
    observe: (events) => {
      strays.saw(events);
      detections.observe(events);
    },
    onError: (error) => {
      watch.storeFailed();
      if (error instanceof PortcullisError && error.code === 'FILE_UNWRITABLE') releaseBallast(dataDir);
      say(`events are waiting in the journal: ${(error as Error).message}`);
    },
  });
  const ballast = new BallastKeeper(dataDir);
  const names = new PersonNameKeeper({ store: async () => store, say });
  const detections = startDetections({
    store,
    log: (event) => store.events.insert([event]),
    principalsOf: () => principalTokens(store),
    say,
  });
  const strays = new StrayEvents({
    events: store.events,
    observe: (events) => detections.observe(events),
  });
  const record = (event: Pick<SecurityEvent, 'kind' | 'outcome' | 'severity' | 'code' | 'detail'>) => {
    const time = Date.now();
    const made = { id: uuidv7(time), time, ...event };
    detections.observe([made]);
    return store.events.insert([made]);
  };
  const log = (kind: EventKind, policyDigest: string) =>
    record({ kind, outcome: 'info', severity: 'info', detail: { policyDigest } });
  const unheard = (notification: string, reason: string) =>
    record({
      kind: 'sys_monitor_disabled',
      outcome: 'failed',
      severity: 'medium',
      detail: { what: 'notification', name: notification, reason: safeText(reason) },
    });
  const watchWith = (summary: ProjectSummary) =>
    detections.use(summary).catch((error: Error) => say(`detectors could not be started: ${error.message}`));
  let state: GatewayState = { pid: process.pid, policyFile, policyDigest: '', urls: [], generation: 0 };
  const tell = ({ refused: _refused, ...rest }: GatewayState, change: Partial<GatewayState>) => {
    state = { ...rest, ...change, generation: rest.generation + 1 };
    writeGatewayState(dataDir, state);
  };
  const supervisor = new Supervisor({
    config: workerConfig(options),
    say,
    onRestart({ urls, digest }) {
      tell(state, { urls, policyDigest: digest });
      if (isReloadDue) void reload();
    },
    keepOwners: (changes) => store.learnedOwners.apply(changes),
    keepPersons: (persons) => names.keep(persons),
  });
  let watching = Promise.resolve();
  let draining = false;
  let isReloadDue = false;
  const watch = new ReadinessWatch(supervisor, writer);
  const readiness = () =>
    watch.look({
      draining,
      policyDigest: state.policyDigest,
      refused: state.refused,
      unreached: followers.failing,
    });
  const control = new ControlKeeper({ readiness, metrics: () => supervisor.metrics() });
  let checkpointer: Checkpointer | undefined;
  let { retention } = options.settings.eventLog;
  const reminder = new LessonReminder({ store, record, say });
  const keeper = new RetentionKeeper({ store, policy: () => retention, say });
  const followers = new LogFollowers({
    dataDir,
    store,
    baseDir: path.dirname(policyFile),
    env: process.env,
    holder: place.url === undefined ? undefined : uuidv7(Date.now()),
    say,
    onOutage: (name, reason) => void unheard(name, reason).catch((error: Error) => say(error.message)),
  });
  const section = storeSectionOf(policyFile);
  const egress = new EgressKeeper({ config: () => ({ policyFile, dataDir, store: section }), say });
  const schedules = new ScheduleKeeper({
    program: path.join(packageRoot, 'dist', 'main.mjs'),
    policyFile,
    dataDir,
    env: process.env,
    record,
    say,
  });
  const release = async () => {
    draining = true;
    await schedules.close();
    await egress.close();
    await supervisor.stop();
    await names.close();
    await control.close();
    await reminder.close();
    await keeper.close();
    await writer.close();
    await strays.close();
    await watching;
    await detections.close();
    await followers.close();
    await checkpointer?.close().catch((error: Error) => say(`the log is not signed: ${error.message}`));
    removeGatewayState(dataDir);
    forgetPolicies(dataDir);
    ballast.stop();
    ending.abort();
    await rotation;
    await store.close();
    lock.release();
  };
  /** What this process needs of a new policy. When it cannot be had, keys that were revoked must end all the same. */
  async function begun() {
    try {
      const settings = readPolicySettings(policyFile);
      return { settings, follow: await followers.prepare(settings) };
    } catch (error) {
      await supervisor.renew();
      throw error;
    }
  }
  async function reload(): Promise<void> {
    isReloadDue = !supervisor.isServing;
    if (isReloadDue) return say('the gateway worker is being started; it reads the policy then');
    try {
      const { settings, follow } = await begun();
      const { digest: policyDigest, urls, summary } = await supervisor.reload();
      // Every worker serves the policy by now: what cannot begin is told, and the policy stands.
      await follow().catch((error: Error) => say(`not every output and notification begins: ${error.message}`));
      await control.use(settings.control).catch((error: Error) => say(`the control address stays: ${error.message}`));
      await egress
        .use(settings.egressProxy)
        .catch((error: Error) => say(`calls to third parties go on as before: ${error.message}`));
      retention = settings.eventLog.retention;
      schedules.use(settings.schedules);
      await log('policy_changed', policyDigest);
      await store.audit.append({ kind: 'policy_in_force', detail: { policyDigest } });
      tell(state, { policyDigest, urls });
      watching = watching.then(() => watchWith(summary));
      schedules.policyChanged();
      say(`policy in force: ${policyDigest.slice(0, 12)}`);
    } catch (error) {
      const refused = error instanceof PortcullisError ? formatError(error) : String(error);
      tell(state, { refused });
      say(`policy refused, the one before stays in force:\n${refused}`);
    }
  }
  try {
    const { settings, acceptLog = false } = options;
    checkpointer = await startCheckpoints({ dataDir, store, policy: settings.eventLog.checkpoints, acceptLog, say });
    await (
      await followers.prepare(settings)
    )();
    await control.use(settings.control);
    await egress.use(settings.egressProxy);
    keeper.start();
    reminder.start();
    writer.start();
    strays.start();
    const { urls, digest, summary } = await supervisor.start();
    await log('sys_startup', digest);
    await store.audit.append({ kind: 'gateway_started', detail: { policyDigest: digest } });
    tell(state, { urls, policyDigest: digest });
    watching = watchWith(summary);
    schedules.use(settings.schedules);
    let reloads = Promise.resolve();
    return {
      urls,
      digest,
      apis: summary.apis,
      controlUrl: control.url,
      egressUrl: egress.url,
      readiness,
      reload: () => (reloads = reloads.then(reload)),
      async stop() {
        draining = true;
        await reloads;
        await log('sys_shutdown', state.policyDigest);
        await store.audit.append({ kind: 'gateway_stopped', detail: { policyDigest: state.policyDigest } });
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

function workerConfig({ policyFile, dataDir, listen, allowPlainText, workers = 1 }: StartOptions): WorkerConfig {
  return {
    policyFile,
    dataDir,
    keysDir: dataDir,
    store: storeSectionOf(policyFile),
    name: 'w1',
    allowPlainText,
    workers,
    keepsOwners: true,
    ...(listen ? { listen } : {}),
  };
}
