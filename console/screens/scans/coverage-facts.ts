import type { Cell, Coverage } from '../../../src/core/finding.js';

export interface CoverageFacts {
  /** Operations in the order that they came, those that were reached first. */
  readonly operations: readonly string[];
  /** Checks or rules, those that found something first, then by name. */
  readonly checks: readonly string[];
  readonly counts: Readonly<Record<Cell['state'], number>>;
  /** Why cells were skipped or not reached, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** What a coverage says as a whole. */
export function coverageFacts({ cells, unreached }: Coverage): CoverageFacts {
  const all = Object.values(cells).flatMap((row) => Object.entries(row));
  const counts = { passed: 0, failed: 0, skipped: 0, unreachable: 0 };
  const reasons = new Map<string, number>();
  const found = new Map<string, number>();
  for (const [check, cell] of all) {
    counts[cell.state] += 1;
    found.set(check, (found.get(check) ?? 0) + (cell.state === 'failed' ? 1 : 0));
    if ('reason' in cell) reasons.set(cell.reason, (reasons.get(cell.reason) ?? 0) + 1);
  }
  const isReached = (operation: string): number => (operation in unreached ? 1 : 0);
  return {
    operations: Object.keys(cells).toSorted((a, b) => isReached(a) - isReached(b)),
    checks: [...found]
      .toSorted(([a, x], [b, y]) => Number(y > 0) - Number(x > 0) || a.localeCompare(b))
      .map(([check]) => check),
    counts,
    reasons: [...reasons].map(([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count),
  };
}

/** What a cell says in words. */
export function cellText(cell: Cell | undefined): string {
  if (!cell) return 'not tried';
  if (cell.state === 'passed') return `passed with ${cell.probes} ${cell.probes === 1 ? 'request' : 'requests'}`;
  if (cell.state === 'failed')
    return `failed: a finding, with ${cell.probes} ${cell.probes === 1 ? 'request' : 'requests'}`;
  return `${cell.state}: ${cell.reason}`;
}
