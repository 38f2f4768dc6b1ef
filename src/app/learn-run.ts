import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { isAttack } from '../academy/attack-seen.js';
import { formatError, PortcullisError } from '../core/errors.js';
import { createKey } from './keys.js';
import { sendAll } from './learn-calls.js';
import { attacksSeen, codeOf, noteAttack, policyOf, type Lab } from './learn-lab.js';
import { startService, type LabService } from './learn-service.js';
import { startWitness } from './learn-witness.js';
import { makeApp } from './make-app.js';
import { packageRoot } from './version.js';

const program = path.join(packageRoot, 'dist', 'main.mjs');
const settleMillis = 150;

/** A lab that runs: service, gateway, and what happens when a file is saved. */
export interface RunningLab {
  close(): Promise<void>;
}

export interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The lab was just made: what happened before the learner came happens now. */
  readonly isNew: boolean;
  readonly say: (text: string) => void;
}

/**
 * Starts the service of a lab, and a gateway before it. Saved files are taken over at once; what does not load is said,
 * and what ran before goes on. Throws `LAB_BROKEN`, `ADDRESS_IN_USE` and the faults of the policy.
 */
export async function runLab(lab: Lab, { env, isNew, say }: RunOptions): Promise<RunningLab> {
  let service: LabService | undefined = await startService(lab.lesson, codeOf(lab));
  const witness = await openWitness(lab, () => service?.address, say);
  if (isNew && lab.lesson.lab.key) await issueKey(lab, env);
  const gateway = await startGatewayOf(lab, env, say).catch(async (error: unknown) => {
    await witness.close();
    await service?.stop();
    throw error;
  });
  if (isNew) await sendTraffic(lab);
  const renew = async () => {
    const before = service;
    try {
      service = await startService(lab.lesson, codeOf(lab));
      await before?.stop();
      say(`${lab.lesson.lab.code} is in force`);
    } catch (error) {
      say(`what ran before goes on:\n${error instanceof PortcullisError ? formatError(error) : String(error)}`);
    }
  };
  const watcher = watch(lab, { policy: () => gateway.kill('SIGHUP'), code: () => void renew() });
  return {
    async close() {
      watcher.close();
      gateway.kill('SIGTERM');
      await once(gateway, 'exit').catch(() => undefined);
      await witness.close();
      await service?.stop();
    },
  };
}

async function openWitness(lab: Lab, service: () => string | undefined, say: (text: string) => void) {
  const { attack } = lab.lesson;
  let seen = attacksSeen(lab);
  try {
    return await startWitness({
      address: lab.facts.service,
      service,
      see(exchange) {
        if (!attack || !isAttack(attack, exchange)) return;
        noteAttack(lab, exchange);
        seen += 1;
        if (seen === attack.times) say('your attack worked: the service gave what it should not; now fix it');
      },
    });
  } catch (cause) {
    throw new PortcullisError('ADDRESS_IN_USE', `${lab.facts.service} is already in use: does the lab run already?`, {
      cause,
    });
  }
}

async function startGatewayOf(lab: Lab, env: RunOptions['env'], say: (text: string) => void) {
  const child = spawn(process.execPath, [program, 'start', '--only', 'gateway', '--policy', policyOf(lab)], {
    cwd: lab.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  let isReady = false;
  readline.createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    if (isReady) say(line);
  });
  const gone = once(child, 'exit').then(() => undefined);
  const lines = readline.createInterface({ input: child.stdout });
  await Promise.race([
    new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        if (!line.startsWith('ready')) return;
        isReady = true;
        resolve();
      });
    }),
    gone,
  ]);
  if (isReady) return child;
  throw new PortcullisError('LAB_BROKEN', 'The gateway of the lab does not start', {
    hint: `${said.join('\n')}\nmend it, or start afresh: portcullis learn reset ${lab.lesson.number}`,
  });
}

function watch(lab: Lab, changed: { readonly policy: () => void; readonly code: () => void }): fs.FSWatcher {
  const timers = new Map<string, NodeJS.Timeout>();
  const later = (name: string, work: () => void) => {
    clearTimeout(timers.get(name));
    timers.set(name, setTimeout(work, settleMillis).unref());
  };
  return fs.watch(lab.folder, (_event, name) => {
    if (name === lab.lesson.lab.code) later('code', changed.code);
    if (name?.endsWith('.yaml') && name !== 'answers.yaml') later('policy', changed.policy);
  });
}

/** The key that the lesson is about, in its file and in one that leaked. */
async function issueKey(lab: Lab, env: RunOptions['env']): Promise<void> {
  const { name, file } = lab.lesson.lab.key!;
  const app = makeApp({
    cwd: lab.folder,
    env,
    policy: policyOf(lab),
    quiet: true,
    color: false,
    width: 80,
    signal: new AbortController().signal,
    print: () => undefined,
    say: () => undefined,
  });
  try {
    const { key } = await createKey(app, { name, roles: ['customer'], scopes: [] });
    for (const each of [file, 'leaked.key']) fs.writeFileSync(path.join(lab.folder, each), `${key}\n`, { mode: 0o600 });
  } finally {
    await app.close();
  }
}

/** What happened before the learner came. */
async function sendTraffic(lab: Lab): Promise<void> {
  const { gateway, service } = lab.facts;
  const place = { gateway: `http://${gateway}`, service: `http://${service}`, folder: lab.folder };
  await sendAll(lab.lesson.lab.traffic, place);
}
