import fs from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import type { Lesson } from '../academy/lesson.js';
import { PortcullisError } from '../core/errors.js';
import { sha256 } from '../core/ids.js';
import { pentest } from '../pentest/engine.js';
import { checks as catalog } from '../pentest/checks.js';
import type { Detection } from '../telemetry/detection/detection.js';
import { auditProject } from './audit.js';
import { detectionFacts } from './detection-context.js';
import { engineOf } from './detections.js';
import { openBench, type LabBench } from './learn-bench.js';
import { failureOf, sendAll, type CallPlace } from './learn-calls.js';
import { attacksSeen, codeOf, dataOf, policyOf, type Lab } from './learn-lab.js';
import { placeIn } from './learn-service.js';
import { makeApp } from './make-app.js';
import { openSealedStore } from './sealed-store.js';
import { resolveSecret } from '../model/secrets.js';
import { version } from './version.js';

/** One thing that was looked at. */
export interface CheckStep {
  readonly part: 'attack' | 'answers' | 'legitimate use' | 'scanner' | 'audit' | 'log' | 'detections' | 'patch';
  readonly title: string;
  readonly isGood: boolean;
  /** What to do, or what was found. */
  readonly detail?: string;
}

export interface LabResult {
  readonly steps: readonly CheckStep[];
  readonly attacked: boolean;
  readonly fixed: boolean;
  /** SHA-256 of lesson, version, what was looked at, and the learner's files. */
  readonly resultHash: string;
}

/**
 * Judges the lab of a lesson: the attack by what it left, then the learner's policy and code by legitimate use and by
 * the scanner. Throws `LAB_BROKEN` or the faults of the policy, with file and line, when the lab does not start.
 */
export async function checkLab(lab: Lab, say: (text: string) => void, signal: AbortSignal): Promise<LabResult> {
  const before = [...attackSteps(lab), ...answerSteps(lab)];
  const attacked = before.every(({ isGood }) => isGood);
  const after = attacked ? await fixSteps(lab, say, signal) : [];
  const steps = [...before, ...after];
  const fixed = attacked && after.every(({ isGood }) => isGood);
  return { steps, attacked, fixed, resultHash: resultHash(lab, steps) };
}

function attackSteps(lab: Lab): CheckStep[] {
  const { attack } = lab.lesson;
  if (!attack) return [];
  const seen = attacksSeen(lab);
  const isGood = seen >= attack.times;
  const title = isGood ? 'your attack reached the service and worked' : 'the attack was not seen yet';
  const count = attack.times > 1 ? `${seen} of ${attack.times} such calls; ` : '';
  const detail = `${count}the lab must run (portcullis learn start ${lab.lesson.number}) while you attack`;
  return [{ part: 'attack', title, isGood, ...(isGood ? {} : { detail }) }];
}

function answerSteps(lab: Lab): CheckStep[] {
  const wanted = Object.entries(lab.lesson.lab.answers);
  if (wanted.length === 0) return [];
  const given = readAnswers(path.join(lab.folder, 'answers.yaml'));
  return wanted.map(([name, answer]) => {
    const said = String(given[name] ?? '').trim();
    const isGood = said.toLowerCase() === answer.toLowerCase();
    const detail = said === '' ? 'answers.yaml has no answer yet' : 'that is not it';
    return { part: 'answers', title: name, isGood, ...(isGood ? {} : { detail }) };
  });
}

function readAnswers(file: string): Readonly<Record<string, unknown>> {
  try {
    const value = load(fs.readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch (cause) {
    const { mark, reason } = cause as { mark?: { line: number; column: number }; reason?: string };
    throw new PortcullisError('SYNTAX_INVALID', reason ?? `${file} cannot be read`, {
      cause,
      ...(mark ? { place: { file, line: mark.line + 1, column: mark.column + 1 } } : {}),
    });
  }
}

async function fixSteps(lab: Lab, say: (text: string) => void, signal: AbortSignal): Promise<CheckStep[]> {
  say('starting a fresh service and gateway with your files');
  const bench = await openBench(lab);
  try {
    const steps = await callSteps(lab, bench);
    steps.push(...(await detectionSteps(lab.lesson, bench)));
    steps.push(...(await logSteps(lab.lesson, bench)));
    steps.push(...(await auditSteps(lab)));
    steps.push(...(await patchSteps(lab)));
    // Last: it leaves much behind.
    if (lab.lesson.proof.checks.length > 0) say('attacking it with the scanner');
    steps.push(...(await scannerSteps(lab.lesson, bench, signal)));
    return steps;
  } finally {
    await bench.close();
  }
}

const placeOf = ({ gateway, service, folder }: LabBench): CallPlace => ({
  gateway: gateway.url,
  service: `http://${service.address}`,
  folder,
});

async function callSteps(lab: Lab, bench: LabBench): Promise<CheckStep[]> {
  const steps: CheckStep[] = [];
  for (const call of lab.lesson.proof.calls) {
    const failure = await failureOf(call, placeOf(bench));
    const detail = failure === undefined ? undefined : failure + faultIn(lab, bench);
    const isGood = detail === undefined;
    steps.push({ part: 'legitimate use', title: call.title, isGood, ...(isGood ? {} : { detail }) });
  }
  return steps;
}

/** What the learner's code threw, where it threw it. */
function faultIn(lab: Lab, { service }: LabBench): string {
  const code = codeOf(lab);
  const said = service.faults();
  const place = code === undefined ? undefined : placeIn(code, said);
  if (!place) return '';
  const message = /^(\w*Error\b.*)$/m.exec(said)?.[1] ?? 'an error';
  return `\n${place.file}:${place.line}:${place.column}: ${message}`;
}

async function detectionSteps({ proof }: Lesson, bench: LabBench): Promise<CheckStep[]> {
  const steps: CheckStep[] = [];
  for (const { title, calls, detector, raises } of proof.detections) {
    const since = Date.now();
    await sendAll(calls, placeOf(bench));
    const noticed = (await noticedSince(bench, since)).some(({ rule }) => rule === detector);
    const isGood = noticed === raises;
    const detail = noticed ? `${detector} noticed it` : `${detector} did not notice it`;
    steps.push({ part: 'detections', title, isGood, ...(isGood ? {} : { detail }) });
  }
  return steps;
}

const judgeMillis = 180_000;

/** What detectors with the learner's settings say of what the gateway has logged since then. */
async function noticedSince({ gateway, project }: LabBench, since: number): Promise<readonly Detection[]> {
  await gateway.drain();
  const noticed: Detection[] = [];
  const engine = await engineOf(detectionFacts(project), { onDetection: (detection) => void noticed.push(detection) });
  const events = await gateway.events.search({ since, limit: 10_000 });
  for (const event of events.toReversed()) engine.observe(event);
  engine.tick(Date.now() + judgeMillis);
  return noticed;
}

async function logSteps({ proof }: Lesson, { gateway }: LabBench): Promise<CheckStep[]> {
  if (proof.log.length === 0) return [];
  await gateway.drain();
  const text = JSON.stringify(await gateway.events.search({ limit: 1000 }));
  return proof.log.map(({ title, has, hasNot }) => {
    const isGood = (has === undefined || new RegExp(has).test(text)) && !(hasNot && new RegExp(hasNot).test(text));
    return { part: 'log', title, isGood, ...(isGood ? {} : { detail: 'the log of the gateway says otherwise' }) };
  });
}

async function auditSteps(lab: Lab): Promise<CheckStep[]> {
  const { audit: rules } = lab.lesson.proof;
  if (rules.length === 0) return [];
  const app = labApp(lab);
  try {
    const { findings } = await auditProject(app, { contracts: [], level: 'strict' });
    return rules.map((rule) => {
      const found = findings.find(({ ruleId }) => ruleId === rule);
      return { part: 'audit', title: rule, isGood: !found, ...(found ? { detail: found.message } : {}) };
    });
  } finally {
    await app.close();
  }
}

const labApp = (lab: Lab) =>
  makeApp({
    cwd: lab.folder,
    env: process.env,
    policy: policyOf(lab),
    quiet: true,
    color: false,
    width: 80,
    signal: new AbortController().signal,
    print: () => undefined,
    say: () => undefined,
  });

async function patchSteps(lab: Lab): Promise<CheckStep[]> {
  const { patched } = lab.lesson.proof;
  if (patched === undefined) return [];
  const store = await openSealedStore(dataOf(lab), { env: process.env, readOnly: true });
  try {
    const runs = await store.runs.summaries({ kind: 'proof', limit: 50 });
    const proved = runs.filter(({ verdict }) => verdict === 'proved').map(({ subject }) => subject);
    const findings = await store.findings.list({ limit: 1000 });
    const isGood = findings.some(({ finding }) => finding.ruleId === patched && proved.includes(finding.fingerprint));
    const detail = `no proof of a patch for ${patched} yet: portcullis patch FINDING --apply, portcullis prove FINDING`;
    return [{ part: 'patch', title: `a patch for ${patched} was proved`, isGood, ...(isGood ? {} : { detail }) }];
  } finally {
    await store.close();
  }
}

async function scannerSteps({ proof }: Lesson, bench: LabBench, signal: AbortSignal): Promise<CheckStep[]> {
  if (proof.checks.length === 0) return [];
  const { project, folder, gateway, service } = bench;
  const target = proof.through === 'gateway' ? gateway.url : `http://${service.address}`;
  const policy = project.pentest!;
  const run = await pentest({
    model: project.apis[0]!,
    policy: { ...policy, scope: [new URL(target).origin] },
    target,
    secrets: (kind, name) =>
      resolveSecret(`\${${kind}:${name}}`, {
        env: process.env,
        baseDir: folder,
        read: (file) => fs.readFileSync(file, 'utf8'),
        vault: () => '',
      }),
    version,
    safety: proof.safety,
    via: proof.through === 'gateway' ? 'through' : 'direct',
    checks: proof.checks.map((id) => catalog.get(id)!),
    ...(proof.operations.length > 0 ? { operations: proof.operations } : {}),
    signal,
  });
  const incomplete = run.outcome === 'complete' ? [] : [`the scanner did not finish: ${run.notes.join(' ')}`];
  return proof.checks.map((id) => {
    const found = run.findings.filter(({ ruleId }) => ruleId === id).map(({ message }) => message);
    const said = [...found, ...incomplete];
    return { part: 'scanner', title: id, isGood: said.length === 0, ...(said[0] ? { detail: said[0] } : {}) };
  });
}

function resultHash({ lesson, folder }: Lab, steps: readonly CheckStep[]): string {
  const files = lesson.edit
    .filter((name) => fs.existsSync(path.join(folder, name)))
    .map((name) => [name, sha256(fs.readFileSync(path.join(folder, name), 'utf8'))]);
  const looked = steps.map(({ part, title, isGood }) => [part, title, isGood]);
  return sha256(JSON.stringify([lesson.id, lesson.version, looked, files]));
}
