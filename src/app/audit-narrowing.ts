import path from 'node:path';
import type { Observe, Subject } from '../audit/collector.js';
import { PortcullisError } from '../core/errors.js';
import type { Run } from '../core/finding.js';
import type { App } from './app.js';

/** What of a run's findings is reported, and what fails the build. */
export interface NarrowingRequest {
  readonly contracts: readonly string[];
  /** Parts that are assessed; undefined: all there are. */
  readonly only?: readonly string[] | undefined;
  /** File with the fingerprints of what was there before. */
  readonly baseline?: string | undefined;
  readonly updateBaseline?: boolean;
  /** Git revision. */
  readonly changedSince?: string | undefined;
}

export interface Narrowing {
  readonly observe: Observe;
  finish(run: Run): Promise<Run>;
}

function check({ baseline, updateBaseline, changedSince }: NarrowingRequest): void {
  if (!updateBaseline) return;
  if (baseline === undefined) {
    const expected = '--baseline audit-baseline.json --update-baseline';
    throw new PortcullisError('USAGE', '--update-baseline needs the file that it writes', { expected });
  }
  if (changedSince !== undefined) {
    const expected = 'one of the two: a baseline has all findings';
    throw new PortcullisError('USAGE', '--update-baseline and --changed-since do not go together', { expected });
  }
}

/** The folder whose repository is asked: that of the contract, of the policy, or the one the command runs in. */
function folderOf(app: App, { contracts: [contract] }: NarrowingRequest): string {
  const file = contract ?? app.policyFile;
  return file === undefined ? app.cwd : path.dirname(path.resolve(app.cwd, file));
}

/** Checks what is asked for before any work is done; `finish` leaves out, or accepts, what was there before. */
export async function beginNarrowing(app: App, request: NarrowingRequest): Promise<Narrowing> {
  check(request);
  const { baseline, updateBaseline = false, changedSince: since } = request;
  const { gitChanges } = await import('./git-changes.js');
  const git = since === undefined ? undefined : await gitChanges(folderOf(app, request), since, app.env);
  const subjects = new Map<string, Subject>();
  return {
    observe: ({ fingerprint }, subject) => void subjects.set(fingerprint, subject),
    async finish(run) {
      let narrowed = run;
      if (git && since !== undefined) {
        const { onlyChanged } = await import('./audit-changes.js');
        narrowed = await onlyChanged(narrowed, { subjects, git, since });
      }
      if (baseline === undefined) return narrowed;
      const { withBaseline } = await import('./audit-baseline.js');
      // What was not looked at is not fixed.
      const isWhole = request.only === undefined && run.outcome === 'complete';
      const all = isWhole ? new Set(subjects.keys()) : undefined;
      return withBaseline(narrowed, { baseline, updateBaseline, cwd: app.cwd, all });
    },
  };
}
