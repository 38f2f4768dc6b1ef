import fs from 'node:fs';
import path from 'node:path';
import { applyBaseline, readBaseline, writeBaseline } from '../audit/baseline.js';
import { PortcullisError } from '../core/errors.js';
import type { Run } from '../core/finding.js';

export interface BaselineRequest {
  /** File of the baseline, relative to `cwd`. */
  readonly baseline: string;
  readonly updateBaseline: boolean;
  readonly cwd: string;
  /** Fingerprints of every finding, those below the level too; undefined where not everything was assessed. */
  readonly all: ReadonlySet<string> | undefined;
}

function read(file: string, name: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${name} cannot be read`, {
      expected: 'a baseline file',
      hint: 'Write one with `--update-baseline`.',
      cause,
    });
  }
}

/** Beside the file first: a reader never sees half of it. */
function write(file: string, name: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, file);
  } catch (cause) {
    fs.rmSync(temporary, { force: true });
    throw new PortcullisError('FILE_UNWRITABLE', `${name} cannot be written`, { cause });
  }
}

/** Compares a run with the baseline, after writing it anew where that is asked for. */
export function withBaseline(run: Run, { baseline, updateBaseline, cwd, all }: BaselineRequest): Run {
  const file = path.resolve(cwd, baseline);
  if (updateBaseline) write(file, baseline, writeBaseline(run.findings));
  return applyBaseline(run, readBaseline(baseline, read(file, baseline)), all);
}
