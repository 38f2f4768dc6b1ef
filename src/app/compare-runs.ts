import { PortcullisError } from '../core/errors.js';
import type { Run } from '../core/finding.js';
import { diffRuns, type RunDiff } from '../core/run-diff.js';
import type { Store } from '../store/store.js';

/** Two recorded runs and what changed between them. */
export interface ComparedRuns {
  readonly before: Run;
  readonly after: Run;
  readonly diff: RunDiff;
}

/** Compares two recorded runs, named by id or its first characters. Throws `NOT_FOUND`, and `USAGE` for two kinds. */
export async function compareRuns(store: Store, first: string, second: string): Promise<ComparedRuns> {
  const [before, after] = [await findRun(store, first), await findRun(store, second)];
  if (before.kind !== after.kind) {
    throw new PortcullisError('USAGE', `A run of kind ${before.kind} cannot be compared with one of ${after.kind}`);
  }
  const startedAt = Date.parse(before.startedAt);
  const known = new Set<string>();
  for (const { fingerprint } of after.findings) {
    const stored = await store.findings.get(fingerprint).catch(() => undefined);
    if (stored && stored.firstSeenAt < startedAt) known.add(fingerprint);
  }
  return { before, after, diff: diffRuns(before, after, ({ fingerprint }) => known.has(fingerprint)) };
}

async function findRun({ runs }: Store, name: string): Promise<Run> {
  const exact = await runs.get(name);
  if (exact) return exact;
  const fitting = (await runs.list({ limit: 1000 })).filter(({ id }) => id.startsWith(name));
  if (fitting.length === 1) return fitting[0]!;
  const message = fitting.length ? `Several runs begin with ${name}` : `There is no run ${name}`;
  throw new PortcullisError('NOT_FOUND', message, { hint: 'a report in JSON has the id of its run' });
}
