import { spawn } from 'node:child_process';
import type { SchedulePolicy } from '../model/types.js';

/** Where a scheduled run is done. */
export interface RunPlace {
  /** The command line of this very build. */
  readonly program: string;
  readonly policyFile: string;
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** How a scheduled run ended. */
export interface ScheduledOutcome {
  /** Exit code as documented; 124 when its time was over. */
  readonly code: number;
  readonly seconds: number;
  /** The last lines of what it said, for people. */
  readonly said: string;
}

/** What a run is told: the command line that a person would type. */
export function scheduledArguments(schedule: SchedulePolicy, why: 'time' | 'policy'): readonly string[] {
  const { run, safety, through, checks, api } = schedule;
  if (run === 'audit') return ['audit'];
  if (run === 'prove') return ['prove', '--all', ...(why === 'policy' ? ['--changed'] : [])];
  return [
    'pentest',
    '--safety',
    safety,
    ...(through ? ['--through'] : []),
    ...(checks ? ['--checks', checks.join(',')] : []),
    ...(api === undefined ? [] : ['--api', api]),
  ];
}

const graceMillis = 10_000;
const keptCharacters = 2000;

/**
 * Runs a command in a process of its own, so that neither its memory nor its end is the gateway's. When its time is over
 * it is interrupted, as by Ctrl-C: what it found until then is kept.
 */
export async function runScheduled(
  args: readonly string[],
  { program, policyFile, dataDir, env }: RunPlace,
  { minutes, signal }: { readonly minutes: number; readonly signal: AbortSignal },
): Promise<ScheduledOutcome> {
  const begun = Date.now();
  const all = [program, ...args, '--policy', policyFile, '--data', dataDir, '--format', 'json'];
  const child = spawn(process.execPath, all, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptCharacters);
  });
  let isLate = false;
  const interrupt = (): void => {
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGKILL'), graceMillis).unref();
  };
  const late = setTimeout(() => {
    isLate = true;
    interrupt();
  }, minutes * 60_000);
  signal.addEventListener('abort', interrupt, { once: true });
  const code = await new Promise<number>((resolve) => {
    child.once('error', (error) => {
      said = error.message;
      resolve(4);
    });
    child.once('close', (exit) => resolve(exit ?? 130));
  });
  clearTimeout(late);
  signal.removeEventListener('abort', interrupt);
  return { code: isLate ? 124 : code, seconds: Math.round((Date.now() - begun) / 1000), said: said.trim() };
}
