import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import { readRunbook, type Runbook } from '../incidents/runbook.js';
import { packageRoot } from './version.js';

/** In a checkout the texts as they stand; in the package their copy in `dist`. */
export function runbookFolder(): string {
  const source = path.join(packageRoot, 'runbooks');
  return fs.existsSync(source) ? source : path.join(packageRoot, 'dist', 'runbooks');
}

let known: readonly Runbook[] | undefined;

/** Every runbook, by number. */
export function allRunbooks(): readonly Runbook[] {
  return (known ??= Object.freeze(readAll()));
}

function readAll(): Runbook[] {
  const folder = runbookFolder();
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => readRunbook(name, fs.readFileSync(path.join(folder, name), 'utf8')));
}

/** A runbook by its number or id. Throws `NOT_FOUND` with the nearest name. */
export function findRunbook(name: string): Runbook {
  const wanted = name.toLowerCase();
  const found = allRunbooks().find(({ id, number }) => id === wanted || String(number) === wanted);
  if (found) return found;
  throw new PortcullisError('NOT_FOUND', `There is no runbook "${name}"`, {
    expected: `a number from 1 to ${allRunbooks().length}, or a name`,
    hint:
      didYouMean(
        wanted,
        allRunbooks().map(({ id }) => id),
      ) ?? 'portcullis incident runbook lists them',
  });
}

/** The runbook for what a detector notices. */
export function runbookForDetector(rule: string): Runbook | undefined {
  return allRunbooks().find(({ detectors }) => detectors.includes(rule));
}
