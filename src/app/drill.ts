import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortcullisError } from '../core/errors.js';
import type { Run } from '../core/finding.js';
import type { LessonCall } from '../academy/lesson.js';
import type { RunbookGoals } from '../incidents/runbook.js';
import { resolveSecret } from '../model/secrets.js';
import { checks as catalog } from '../pentest/checks.js';
import { pentest } from '../pentest/engine.js';
import type { App } from './app.js';
import { openSandbox, type DrillSandbox } from './drill-sandbox.js';
import type { DrillStory } from './drill-story.js';
import { failureOf, sendAll } from './learn-calls.js';
import { findRunbook } from './runbooks.js';
import { openSealedStore } from './sealed-store.js';
import { version } from './version.js';

/** One thing that was looked at when the attack was contained. */
export interface DrillStep {
  readonly title: string;
  readonly isGood: boolean;
  readonly detail?: string;
}

/** What a drill showed. Times are milliseconds: to detect from the first call of the attack, the others from there on. */
export interface DrillResult {
  readonly story: string;
  readonly title: string;
  readonly runbook: string;
  readonly goals: RunbookGoals;
  /** The detector that noticed it. */
  readonly detector: string;
  readonly detectMillis: number;
  readonly containMillis: number;
  readonly proveMillis: number;
  /** A person contained it, not the drill. */
  readonly byPerson: boolean;
  readonly steps: readonly DrillStep[];
  /** Every step is good and every goal was kept. */
  readonly isGood: boolean;
  /** Number of the record in the audit log. */
  readonly record: number;
}

export interface DrillOptions {
  readonly story: DrillStory;
  /** Milliseconds that a person has to contain it; without it the drill runs the command of the runbook. */
  readonly waitMillis?: number | undefined;
}

const detectMostMillis = 20_000;
const containMostMillis = 10_000;
const proveMostMillis = 120_000;
const lookMillis = 100;

/**
 * Replays a recorded attack into a sandbox and takes the times of the response: detected, contained, proved. The result
 * is recorded in the audit log. Throws `DRILL_FAILED` when nothing notices it or nothing contains it.
 */
export async function runDrill(app: App, { story, waitMillis }: DrillOptions): Promise<DrillResult> {
  const store = await app.store();
  const { goals } = findRunbook(story.runbook);
  app.say('starting the example and a gateway before it, on free ports');
  const sandbox = await openSandbox(story, app.env);
  try {
    const started = performance.now();
    const { id, rule } = await detect(sandbox, { story, app });
    const detectMillis = performance.now() - started;
    app.say(`detected by ${rule} after ${(detectMillis / 1000).toFixed(1)} s`);
    const detected = performance.now();
    await contain(sandbox, { story, app, detection: id, waitMillis });
    const containMillis = performance.now() - detected;
    app.say(`contained after ${(containMillis / 1000).toFixed(1)} s; proving it`);
    const steps = await prove(sandbox, story, app.signal);
    const proveMillis = performance.now() - detected;
    const kept = [
      detectMillis <= goals.detectMinutes * 60_000,
      containMillis <= goals.containMinutes * 60_000,
      proveMillis <= goals.proveMinutes * 60_000,
    ].every(Boolean);
    const shown = {
      story: story.id,
      title: story.title,
      runbook: story.runbook,
      goals,
      detector: rule,
      detectMillis: Math.round(detectMillis),
      containMillis: Math.round(containMillis),
      proveMillis: Math.round(proveMillis),
      byPerson: waitMillis !== undefined,
      steps,
      isGood: kept && steps.every(({ isGood }) => isGood),
    };
    const { steps: _steps, goals: _goals, title: _title, story: _story, ...detail } = shown;
    const { n } = await store.audit.append({ kind: 'incident_drilled', subject: story.id, detail });
    return { ...shown, record: n };
  } finally {
    await sandbox.close();
  }
}

/** Sends honest calls and the attack; resolves when a detector of the story has told of it. */
async function detect(
  { place, dataDir }: DrillSandbox,
  { story, app }: { readonly story: DrillStory; readonly app: App },
): Promise<{ readonly id: string; readonly rule: string }> {
  const replay = sendAll([...story.honest, ...story.attack], place);
  const store = await openSealedStore(dataDir, { env: app.env, readOnly: true });
  try {
    const end = Date.now() + detectMostMillis;
    while (Date.now() < end && !app.signal.aborted) {
      const found = (await store.detections.list({ state: 'open', limit: 100 })).find(({ rule }) =>
        story.detectors.includes(rule),
      );
      if (found) return found;
      await sleep(lookMillis);
    }
  } finally {
    await replay;
    await store.close();
  }
  throw new PortcullisError('DRILL_FAILED', `No detector noticed "${story.title}"`, {
    expected: story.detectors.join(' or '),
  });
}

interface Containing extends DrillOptions {
  readonly app: App;
  readonly detection: string;
}

/** Runs the containment, or leaves it to the person; resolves when the attack is refused. */
async function contain(sandbox: DrillSandbox, { story, app, detection, waitMillis }: Containing): Promise<void> {
  if (waitMillis === undefined) await sandbox.sh(story.contain, { DETECTION: detection });
  else {
    const gateway = sandbox.place.gateway;
    app.say(`your turn: cd ${sandbox.folder}; DETECTION=${detection}; the gateway is ${gateway}`);
    app.say(`contained.yaml is a policy that helps; portcullis incident runbook ${story.runbook} says what to do`);
  }
  const end = Date.now() + (waitMillis ?? containMostMillis);
  let failure: string | undefined;
  while (Date.now() < end && !app.signal.aborted) {
    failure = await firstFailure(story.refused, sandbox);
    if (failure === undefined) return;
    await sleep(waitMillis === undefined ? lookMillis : 1000, undefined, { signal: app.signal }).catch(() => undefined);
  }
  throw new PortcullisError('DRILL_FAILED', 'The attack was not contained in time', { hint: failure });
}

async function firstFailure(calls: readonly LessonCall[], { place }: DrillSandbox): Promise<string | undefined> {
  for (const call of calls) {
    const failure = await failureOf(call, place);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** Honest use works, the attack does not, and the scanner finds nothing through the gateway. */
async function prove(sandbox: DrillSandbox, story: DrillStory, signal: AbortSignal): Promise<readonly DrillStep[]> {
  const steps: DrillStep[] = [];
  for (const call of [...story.honest, ...story.refused]) {
    const detail = await failureOf(call, sandbox.place);
    steps.push({ title: call.title, isGood: detail === undefined, ...(detail === undefined ? {} : { detail }) });
  }
  return [...steps, ...(await scan(sandbox, story, signal))];
}

const whyUnfinished = ({ notes, skipped }: Run): string =>
  [...notes, ...skipped.map(({ id, reason }) => `${id}: ${reason}`)].join('; ');

async function scan(sandbox: DrillSandbox, story: DrillStory, signal: AbortSignal): Promise<readonly DrillStep[]> {
  const { folder, place } = sandbox;
  const project = await sandbox.project();
  const secret = { env: process.env, baseDir: folder, read: (file: string) => fs.readFileSync(file, 'utf8') };
  const run = await pentest({
    model: project.apis[0]!,
    policy: { ...project.pentest!, scope: [place.gateway] },
    target: place.gateway,
    secrets: (kind, name) => resolveSecret(`\${${kind}:${name}}`, { ...secret, vault: () => '' }),
    version,
    safety: story.safety,
    via: 'through',
    checks: story.checks.map((id) => catalog.get(id)!),
    operations: story.operations,
    signal: AbortSignal.any([signal, AbortSignal.timeout(proveMostMillis)]),
  });
  const unfinished = run.outcome === 'complete' ? undefined : `the scanner did not finish: ${whyUnfinished(run)}`;
  return story.checks.map((id) => {
    const detail = run.findings.find(({ ruleId }) => ruleId === id)?.message ?? unfinished;
    return { title: `scanner: ${id}`, isGood: detail === undefined, ...(detail === undefined ? {} : { detail }) };
  });
}
