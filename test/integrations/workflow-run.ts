import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { read } from '../house/repository.js';

export interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: string;
}

export interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const action = load(read('integrations/github/action.yml')) as Action;

/** What the steps of a workflow printed and left. */
export interface Result {
  readonly code: number;
  readonly printed: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs a script as a runner does: bash that stops at the first failure, its output in one stream. */
export async function runScript(
  script: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly shell?: readonly string[] },
): Promise<{ readonly code: number; readonly printed: string }> {
  const [command = '', ...flags] = options.shell ?? ['bash', '--noprofile', '--norc', '-eo', 'pipefail'];
  const child = spawn(command, [...flags, '-c', script], { cwd: options.cwd, env: options.env });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (printed += text));
  child.stdin.end();
  await once(child, 'close');
  return { code: child.exitCode ?? -1, printed };
}

/** The only expressions that the action uses: an input, and an output of a step. */
function resolve(text: string, known: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => {
    if (name in known) return known[name]!;
    // As on GitHub: an output that a step did not write, or of a step that was left out, is empty.
    const [, id] = /^steps\.([\w-]+)\.outputs\./.exec(name) ?? [];
    if (!action.runs.steps.some((step) => step.id === id)) throw new Error(`nothing is called ${name}`);
    return '';
  });
}

function isWanted({ if: condition }: Step, known: Readonly<Record<string, string>>): boolean {
  if (condition === undefined) return true;
  const match = /^([\w.-]+) == '(\w*)'$/.exec(condition);
  if (!match) throw new Error(`the test does not know the condition ${condition}`);
  return known[match[1]!] === match[2];
}

/** Runs the steps of the action one after the other, as GitHub does for a composite action. */
export async function runAction(
  inputs: Readonly<Record<string, string>>,
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Result> {
  const known: Record<string, string> = { 'github.token': inputs['token'] ?? 'no-token' };
  for (const [name, { default: value }] of Object.entries(action.inputs))
    known[`inputs.${name}`] = inputs[name] ?? resolve(value, known);
  let printed = '';
  for (const step of action.runs.steps.filter((one) => isWanted(one, known))) {
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, resolve(value, known)]);
    const output = path.join(env['RUNNER_TEMP']!, `output-${step.id ?? 'none'}`);
    fs.writeFileSync(output, '');
    const done = await runScript(step.run, { cwd, env: { ...env, ...Object.fromEntries(own), GITHUB_OUTPUT: output } });
    printed += done.printed;
    for (const line of fs.readFileSync(output, 'utf8').split('\n').filter(Boolean))
      known[`steps.${step.id}.outputs.${line.split('=')[0]}`] = line.slice(line.indexOf('=') + 1);
    if (done.code !== 0) return { code: done.code, printed, outputs: known };
  }
  return { code: 0, printed, outputs: known };
}
