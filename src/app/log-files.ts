import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { parseCheckpoints, type Checkpoint } from '../telemetry/checkpoint.js';

const mostBytes = 64 * 1024 * 1024;

/** The checkpoints that `eventLog.checkpoints` of a policy wrote to a file. Throws `USAGE` when it has none. */
export function readCheckpoints(cwd: string, name: string): readonly Checkpoint[] {
  const file = path.resolve(cwd, name);
  const found = parseCheckpoints(readInput(file, '--checkpoint'));
  if (found.length > 0) return found;
  throw new PortcullisError('USAGE', `There is no checkpoint in ${file}`, {
    expected: 'signed notes as `eventLog.checkpoints` of the policy writes them',
  });
}

/** Text of a file that a flag names. Throws `FILE_UNREADABLE`, `FILE_TOO_LARGE` (64 MiB). */
export function readInput(file: string, flag: string): string {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats && stats.size > mostBytes) throw new PortcullisError('FILE_TOO_LARGE', `${file} is larger than 64 MiB`);
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${flag} cannot read ${file}`, { cause });
  }
}
