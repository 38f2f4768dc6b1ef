import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { labPolicy } from '../academy/lab-files.js';
import { PortcullisError } from '../core/errors.js';
import { loadProject } from '../model/project.js';
import type { Project } from '../model/types.js';
import type { DrillStory } from './drill-story.js';
import { freePort } from './free-port.js';
import type { CallPlace } from './learn-calls.js';
import { academyFolder, exampleFolder } from './learn-files.js';
import { startService, type LabService } from './learn-service.js';
import { packageRoot } from './version.js';

const program = path.join(packageRoot, 'dist', 'main.mjs');
const commandMillis = 30_000;

/** The example with a hole, and a gateway before it, in a folder of their own: nothing of it touches the real ones. */
export interface DrillSandbox {
  readonly folder: string;
  readonly dataDir: string;
  readonly place: CallPlace;
  /** The policy that is in force now. */
  project(): Promise<Project>;
  /** Runs a text of shell in the folder. Throws `DRILL_FAILED` with what it said. */
  sh(text: string, values: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** Starts it on free ports. Throws `DRILL_FAILED` when the gateway does not start. */
export async function openSandbox(story: DrillStory, env: NodeJS.ProcessEnv): Promise<DrillSandbox> {
  const service = await startService({ lab: { open: story.open } }, undefined);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-drill-'));
  const closeRest = async () => {
    await service.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    const gateway = `127.0.0.1:${await freePort('127.0.0.1')}`;
    writeFiles(folder, story, { gateway, service: service.address });
    const child = await startGateway(folder, env);
    return {
      folder,
      dataDir: path.join(folder, '.portcullis'),
      place: placeOf(folder, gateway, service),
      project: () => loadProject({ policyFile: path.join(folder, 'portcullis.yaml'), today: new Date() }),
      sh: (text, values) => shell(folder, text, { ...env, ...values }),
      async close() {
        child.kill('SIGTERM');
        if (child.exitCode === null) await once(child, 'exit');
        await closeRest();
      },
    };
  } catch (error) {
    await closeRest();
    throw error;
  }
}

const placeOf = (folder: string, gateway: string, { address }: LabService): CallPlace => ({
  gateway: `http://${gateway}`,
  service: `http://${address}`,
  folder,
});

function writeFiles(
  folder: string,
  { open, policy, contained }: DrillStory,
  addresses: { readonly gateway: string; readonly service: string },
): void {
  const base = fs.readFileSync(path.join(academyFolder(), 'labs', 'base', 'portcullis.yaml'), 'utf8');
  const text = (lines: Readonly<Record<string, string>>) =>
    labPolicy(
      base,
      {
        lab: {
          open,
          policy: lines,
          mode: 'enforce',
          unknownOperations: 'deny',
          contract: [],
          traffic: [],
          answers: {},
        },
      },
      addresses,
    );
  fs.cpSync(path.join(exampleFolder(), 'openapi.yaml'), path.join(folder, 'openapi.yaml'));
  fs.cpSync(path.join(exampleFolder(), 'actors'), path.join(folder, 'actors'), { recursive: true });
  for (const name of fs.readdirSync(path.join(folder, 'actors')))
    fs.chmodSync(path.join(folder, 'actors', name), 0o600);
  fs.writeFileSync(path.join(folder, 'portcullis.yaml'), text(policy));
  fs.writeFileSync(path.join(folder, 'contained.yaml'), text(contained));
  const quoted = (value: string) => `'${value.replaceAll("'", String.raw`'\''`)}'`;
  fs.mkdirSync(path.join(folder, 'bin'));
  const script = `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(program)} "$@"\n`;
  fs.writeFileSync(path.join(folder, 'bin', 'portcullis'), script, { mode: 0o755 });
}

async function startGateway(folder: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const args = [program, 'start', '--only', 'gateway', '--policy', path.join(folder, 'portcullis.yaml')];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  readline.createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const gone = once(child, 'exit').then(() => 'gone');
  const lines = readline.createInterface({ input: child.stdout });
  const ready = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      if (line.startsWith('ready')) resolve('ready');
    });
  });
  if ((await Promise.race([ready, gone])) === 'ready') return child;
  throw new PortcullisError('DRILL_FAILED', 'The gateway of the drill does not start', { hint: said.join('\n') });
}

function shell(folder: string, text: string, env: NodeJS.ProcessEnv): Promise<void> {
  const paths = `${path.join(folder, 'bin')}${path.delimiter}${env['PATH'] ?? ''}`;
  const options = { cwd: folder, env: { ...env, PATH: paths }, timeout: commandMillis };
  return new Promise((resolve, reject) => {
    execFile('sh', ['-euc', text], options, (error, stdout, stderr) => {
      if (!error) return resolve();
      const hint = `${stdout}${stderr}`.trim();
      reject(new PortcullisError('DRILL_FAILED', 'The containment of the runbook does not run', { hint }));
    });
  });
}
