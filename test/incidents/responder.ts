import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { uuidv7 } from '../../src/core/ids.js';
import { openStore } from '../../src/store/open-store.js';
import { detection } from '../cli/commands/noticed.js';
import { orchardProject, startOrchard, type Gateway, type Orchard, type Project } from '../cli/bench.js';

const root = process.env.PORTCULLIS_ROOT ?? process.cwd();

/** Where runbooks are worked: the example behind a running gateway, with an incident, keys, people and a vendor. */
export interface Response {
  readonly project: Project;
  /** Values of the variables of a runbook's commands: fresh ones, since commands use them up. */
  values(names: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** Runs a text of shell there. */
  sh(text: string, values: Readonly<Record<string, string>>): Promise<{ readonly code: number; readonly said: string }>;
  close(): Promise<void>;
}

export async function openResponse(): Promise<Response> {
  const orchard = await startOrchard();
  const project = orchardProject(orchard.url);
  prepareFiles(project);
  const gateway = await project.start();
  await project.run('incident', 'open', '--title', 'Drill');
  return { project, values: valuesOf(project), sh: shellOf(project), close: closing({ project, gateway, orchard }) };
}

function prepareFiles(project: Project): void {
  const vendor = `
egressProxy: { address: '127.0.0.1:0' }
egress:
  pay: { vendor: Acme, hosts: ['127.0.0.1:1'], plainText: true, addresses: [127.0.0.1/32], send: [limit] }
vendors:
  Acme: { owner: ann, data: high, privilege: medium, dependence: medium }
`;
  project.write('portcullis.yaml', project.read('portcullis.yaml') + vendor);
  project.write('package-lock.json', JSON.stringify({ name: 'x', version: '1.0.0', lockfileVersion: 3, packages: {} }));
  project.write(
    'bin/portcullis',
    `#!/bin/sh\nexec '${process.execPath}' '${path.join(root, 'dist', 'main.mjs')}' "$@"\n`,
  );
  fs.chmodSync(project.file('bin/portcullis'), 0o755);
}

const valuesOf = (project: Project) => async (names: readonly string[]) => {
  const makers: Readonly<Record<string, () => Promise<string>>> = {
    KEY: async () => (await project.json<{ id: string }>('keys', 'create', '--name', 'leaked')).id,
    DETECTION: () => notice(project),
    OPERATION: async () => 'getOrder',
    VENDOR: async () => 'Acme',
    SECRET: async () => 'payments',
    CONSOLE_USER: async () => {
      await project.run('users', 'add', 'ann', '--role', 'admin');
      await project.run('users', 'add', 'mallory', '--role', 'viewer');
      return 'mallory';
    },
    TOKEN: async () => {
      await project.run('tokens', 'create', 'ci', '--role', 'viewer');
      return (await project.json<readonly { id: string }[]>('tokens', 'list'))[0]!.id;
    },
    VERSION: async () => {
      const versions = await project.json<readonly { version: number }[]>('policy', 'history');
      return String(versions.at(-1)?.version ?? 1);
    },
    BACKUP: async () => project.file('backup'),
    CERTIFICATE: async () => certificate(project),
  };
  const made: Record<string, string> = { INCIDENT: '1' };
  for (const name of names) made[name] = await makers[name]!();
  return made;
};

async function notice(project: Project): Promise<string> {
  const id = uuidv7();
  const store = openStore(project.file('.portcullis'));
  const { rule, about } = detection;
  const document = { ...detection, id, time: Date.now() };
  await store.detections.add({ id, rule, time: document.time, about: `${about.kind} ${about.id}`, document }, []);
  await store.close();
  return id;
}

async function certificate(project: Project): Promise<string> {
  const file = project.file('server.pem');
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const args = [...words, '-keyout', project.file('server.key'), '-out', file, '-subj', '/CN=api.example'];
  await new Promise((resolve) => execFile('openssl', args, resolve));
  return file;
}

const shellOf = (project: Project) => (text: string, values: Readonly<Record<string, string>>) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    const env = { ...process.env, ...values, PATH: `${project.file('bin')}:${process.env['PATH']}` };
    const options = { cwd: project.folder, env, timeout: 60_000 };
    execFile('sh', ['-euc', text], options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, said: stdout + stderr });
    });
  });

const closing =
  ({ project, gateway, orchard }: { project: Project; gateway: Gateway; orchard: Orchard }) =>
  async () => {
    await gateway.stop();
    await project.close();
    await orchard.stop();
  };
