import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = process.env.PORTCULLIS_ROOT ?? process.cwd();
const example = path.join(root, 'examples', 'orchard');
const program = (name: string) => path.join(root, 'dist', `${name}.mjs`);

/** What a command did. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that goes on until it is told to stop. */
export interface Running {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Sends the signal (default SIGTERM), and resolves when the program has ended. */
  stop(signal?: NodeJS.Signals): Promise<Outcome>;
}

class Child implements Running {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown>;
  stdout = '';
  stderr = '';

  constructor(
    name: string,
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
  ) {
    this.#child = spawn(process.execPath, [program(name), ...args], options);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#closed = once(this.#child, 'close');
  }

  get pid(): number {
    return this.#child.pid!;
  }

  async end(): Promise<Outcome> {
    const slow = setTimeout(() => this.#child.kill('SIGKILL'), 60_000);
    await this.#closed;
    clearTimeout(slow);
    return { code: this.#child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  /** Resolves when an output has it; fails with what the program said when it ends before. */
  async untilSays(expected: RegExp, output: 'stdout' | 'stderr' = 'stdout'): Promise<this> {
    while (!expected.test(this[output])) {
      const more = once(this.#child[output], 'data').then(() => 'more');
      if ((await Promise.race([more, this.#closed])) !== 'more' && !expected.test(this[output]))
        throw new Error(`it ended with ${this.#child.exitCode}: ${this.stdout}${this.stderr}`);
    }
    return this;
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Outcome> {
    this.#child.kill(signal);
    return this.end();
  }
}

/** The environment of a person: none of the variables of this test run. */
function plainEnv(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...more };
}

/** A running gateway. */
export interface Gateway extends Running {
  readonly url: string;
}

/** A folder with a policy of its own, and the built command line in it. */
export class Project {
  readonly folder: string;
  readonly #running = new Set<Running>();

  constructor() {
    this.folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-cli-')));
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  read(name: string): string {
    return fs.readFileSync(this.file(name), 'utf8');
  }

  write(name: string, text: string): void {
    fs.mkdirSync(path.dirname(this.file(name)), { recursive: true });
    fs.writeFileSync(this.file(name), text);
  }

  /** Changes one text of a file, which must be there. */
  edit(name: string, before: string, after: string): void {
    const text = this.read(name);
    assert.ok(text.includes(before), `${name} has ${before}`);
    this.write(name, text.replace(before, after));
  }

  /** Runs a command to its end. */
  run(...args: readonly string[]): Promise<Outcome> {
    return this.runWith({}, ...args);
  }

  runWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Outcome> {
    return new Child('main', args, { cwd: this.folder, env: plainEnv(env) }).end();
  }

  /** Runs a command with `--format json`: its standard output must be one document and nothing else. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const { stdout, stderr } = await this.run(...args, '--format', 'json');
    try {
      return JSON.parse(stdout) as T;
    } catch {
      throw new Error(`no JSON document: ${stdout}${stderr}`);
    }
  }

  /** Starts a command that is to be stopped. */
  spawn(...args: readonly string[]): Child {
    const child = new Child('main', args, { cwd: this.folder, env: plainEnv({}) });
    this.#running.add(child);
    return child;
  }

  async start(...flags: readonly string[]): Promise<Gateway> {
    const listen = flags.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
    // Many run at a time, and the console has one address unless the policy names another.
    const only = flags.includes('--only') ? [] : ['--only', 'gateway'];
    const child = await this.spawn('start', ...listen, ...only, ...flags).untilSays(/^ready/m);
    const url = /http:\/\/127\.0\.0\.1:\d+(?=.* ->)/.exec(child.stdout)?.[0] ?? '';
    return Object.assign(child, { url });
  }

  /** Stops what runs and removes the folder. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((running) => running.stop()));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The example API, on free ports. */
export interface Orchard extends Running {
  readonly url: string;
}

export async function startOrchard(...flags: readonly string[]): Promise<Orchard> {
  const child = await new Child('orchard', ['--port', '0', ...flags], {}).untilSays(/listening on/);
  return Object.assign(child, { url: /http:\/\/127\.0\.0\.1:\d+/.exec(child.stdout)![0] });
}

/** An address where nothing listens. */
export const nowhere = 'http://127.0.0.1:1';

/** A folder with contract, policy and actors of the example; the API is at `upstream`. */
export function orchardProject(upstream: string = nowhere): Project {
  const project = new Project();
  fs.cpSync(path.join(example, 'openapi.yaml'), project.file('openapi.yaml'));
  fs.cpSync(path.join(example, 'actors'), project.file('actors'), { recursive: true });
  for (const name of fs.readdirSync(project.file('actors')))
    fs.chmodSync(project.file(path.join('actors', name)), 0o600);
  const policy = fs.readFileSync(path.join(example, 'portcullis.yaml'), 'utf8');
  project.write('portcullis.yaml', atTestPace(policy.replaceAll('http://127.0.0.1:4000', upstream)));
  return project;
}

/** The pace of the example is for people who watch. */
function atTestPace(policy: string): string {
  const text = policy.replace(/^ {2}budget: \{.*\n/m, '');
  assert.doesNotMatch(text, /^ {2}budget:/m);
  return text.replace(/^pentest:$/m, 'pentest:\n  budget: { requestsPerSecond: 400 }');
}

/** A token of an actor of the example, from its own login. */
export async function logIn(api: string, name: string): Promise<string> {
  const password = fs.readFileSync(path.join(example, 'actors', `${name}.password`), 'utf8').trim();
  const response = await fetch(`${api}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${name}@orchard.example`, password }),
  });
  return ((await response.json()) as { token: string }).token;
}

/** Every secret of the example that must be in no output. */
export function exampleSecrets(): readonly string[] {
  return fs
    .readdirSync(path.join(example, 'actors'))
    .map((file) => fs.readFileSync(path.join(example, 'actors', file), 'utf8').trim());
}

/** The command failed with exit code 2, nothing on standard output, and these words on standard error. */
export function assertRefused(outcome: Outcome, ...words: readonly (RegExp | string)[]): void {
  assert.equal(outcome.code, 2, outcome.stderr);
  assert.equal(outcome.stdout, '');
  for (const word of words) {
    if (typeof word === 'string') assert.ok(outcome.stderr.includes(word), `${outcome.stderr} has ${word}`);
    else assert.match(outcome.stderr, word);
  }
}
