import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { lexer, type Tokens } from 'marked';
import type { Lesson } from '../../src/academy/lesson.js';
import { checkLab } from '../../src/app/learn-check.js';
import { findLesson } from '../../src/app/learn-files.js';
import { findLab } from '../../src/app/learn-lab.js';
import { packageRoot } from '../../src/app/version.js';

const program = path.join(packageRoot, 'dist', 'main.mjs');

/** A change of a file in the lab: `find` must be there. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Solution {
  readonly edits?: readonly Edit[];
  /** Whole files. */
  readonly files?: Readonly<Record<string, string>>;
  /** Commands in the lab's folder, besides those of the text. */
  readonly commands?: string;
  /** Answers to be found out, put into `answers.yaml`. */
  readonly answers?: Readonly<Record<string, string>>;
}

/** Commands of a lesson's text: `sh` before the fix, `sh after` after it. */
export function commandsOf({ text }: Lesson, when: 'sh' | 'sh after'): string {
  const blocks = lexer(text).filter((token): token is Tokens.Code => token.type === 'code' && token.lang === when);
  return blocks.map((block) => block.text).join('\n');
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(file: string, args: readonly string[], cwd: string): Promise<Ended> {
  const env = { ...process.env, PATH: `${cwd}/.bin:${process.env['PATH']}` };
  return new Promise((resolve) => {
    execFile(file, [...args], { cwd, env, timeout: 170_000 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

/** Somebody who works through a lesson: a folder of their own, a lab that runs, a shell in it. */
export class Learner {
  readonly lesson: Lesson;
  readonly cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-learner-'));
  #lab: ChildProcess | undefined;

  constructor(number: number) {
    this.lesson = findLesson(String(number));
  }

  get folder(): string {
    return path.join(this.cwd, 'portcullis-lab', this.lesson.id);
  }

  portcullis(...args: readonly string[]): Promise<Ended> {
    return run(process.execPath, [program, ...args], this.cwd);
  }

  /** `learn start`, until it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [program, 'learn', 'start', String(this.lesson.number)], {
      cwd: this.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#lab = child;
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const lines = readline.createInterface({ input: child.stdout });
    await Promise.race([
      new Promise<void>((resolve) => lines.on('line', (line) => line.startsWith('ready') && resolve())),
      once(child, 'exit').then(() => assert.fail(`the lab did not start: ${said}`)),
    ]);
  }

  /** Commands in a shell in the lab's folder. */
  async shell(commands: string): Promise<string> {
    const ended = await run('bash', ['-c', `set -e\n. ./lab.env\n${commands}`], this.folder);
    assert.equal(ended.code, 0, `${commands}\n${ended.stdout}${ended.stderr}`);
    return ended.stdout;
  }

  apply({ edits = [], files = {}, answers = {} }: Solution): void {
    for (const { file, find, replace } of edits) {
      const place = path.join(this.folder, file);
      const text = fs.readFileSync(place, 'utf8');
      assert.ok(text.includes(find), `${file} has: ${find}`);
      fs.writeFileSync(
        place,
        text.replace(find, () => replace),
      );
    }
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(this.folder, name), text);
    const lines = Object.entries(answers).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
    if (lines.length > 0) fs.writeFileSync(path.join(this.folder, 'answers.yaml'), lines.join(''));
  }

  /** Steps of the lab that are still open. */
  async open(): Promise<readonly string[]> {
    const lab = findLab(this.cwd, String(this.lesson.number));
    const { steps } = await checkLab(lab, () => undefined, new AbortController().signal);
    return steps.filter(({ isGood }) => !isGood).map(({ part, title, detail }) => `${part}: ${title}: ${detail}`);
  }

  async close(): Promise<void> {
    if (this.#lab?.exitCode === null) {
      const gone = once(this.#lab, 'exit');
      this.#lab.kill('SIGINT');
      await gone;
    }
    fs.rmSync(this.cwd, { recursive: true, force: true });
  }
}

/**
 * Goes through a lesson as its text says: the attack is not seen before it happens and is seen after; the lab is not
 * fixed before the solution and is after it; the questions complete it.
 */
export async function goThrough(number: number, solution: Solution): Promise<void> {
  const learner = new Learner(number);
  const { lesson } = learner;
  try {
    await learner.start();
    if (lesson.attack) assert.match((await learner.open()).join('\n'), /^attack: /);
    await learner.shell(commandsOf(lesson, 'sh'));
    if (solution.answers) learner.apply({ answers: solution.answers });
    const before = await learner.open();
    assert.deepEqual(
      before.filter((step) => step.startsWith('attack') || step.startsWith('answers')),
      [],
      'the attack was seen',
    );
    assert.notDeepEqual(before, [], 'the hole is found before it is closed');
    learner.apply(solution);
    if (solution.commands) await learner.shell(solution.commands);
    const after = commandsOf(lesson, 'sh after');
    if (after !== '') await learner.shell(after);
    const answers = lesson.questions.map(({ answer }) => answer).join(',');
    const checked = await learner.portcullis('learn', 'check', String(number), '--answers', answers, '--no-color');
    assert.equal(checked.code, 0, `${checked.stdout}\n${checked.stderr}`);
    assert.match(checked.stdout, /is completed/);
    const records = await learner.portcullis('learn', 'records', '--format', 'json');
    const [record] = (JSON.parse(records.stdout) as { records: { lesson: string; resultHash: string }[] }).records;
    assert.equal(record?.lesson, lesson.id);
    assert.match(record.resultHash, /^[0-9a-f]{64}$/);
  } finally {
    await learner.close();
  }
}
