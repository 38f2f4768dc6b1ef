import type { Finding, Run } from './finding.js';

/** What changed between two runs. Each finding stands in one list. */
export interface RunDiff {
  /** Only in the later run. */
  readonly new: readonly Finding[];
  /** Only in the later run, and known from before the earlier one: it had gone and is back. */
  readonly regressed: readonly Finding[];
  readonly still: readonly Finding[];
  /** Only in the earlier run, and looked for in vain by the later one. */
  readonly gone: readonly Finding[];
  /** Only in the earlier run; the later one did not look, so that nobody knows. */
  readonly untested: readonly Finding[];
}

/** Compares by fingerprint. `knownBefore` tells whether a finding was seen before the earlier run. */
export function diffRuns(before: Run, after: Run, knownBefore: (finding: Finding) => boolean = () => false): RunDiff {
  const [earlier, later] = [printsOf(before), printsOf(after)];
  const fresh = after.findings.filter(({ fingerprint }) => !earlier.has(fingerprint));
  const lost = before.findings.filter(({ fingerprint }) => !later.has(fingerprint));
  return {
    new: fresh.filter((finding) => !knownBefore(finding)),
    regressed: fresh.filter(knownBefore),
    still: after.findings.filter(({ fingerprint }) => earlier.has(fingerprint)),
    gone: lost.filter((finding) => lookedFor(after, finding)),
    untested: lost.filter((finding) => !lookedFor(after, finding)),
  };
}

function printsOf({ findings }: Run): ReadonlySet<string> {
  return new Set(findings.map(({ fingerprint }) => fingerprint));
}

/** An audit looks at all there is; a pentest looked where the cell of the finding passed. */
function lookedFor({ coverage, kind }: Run, { ruleId, operationId, facts }: Finding): boolean {
  if (kind !== 'pentest') return true;
  const cells = coverage?.cells ?? {};
  const listed = Array.isArray(facts?.['operations']) ? (facts['operations'] as readonly string[]) : [];
  const places = listed.length ? listed : operationId === undefined ? Object.keys(cells) : [operationId];
  const states = places.map((id) => cells[id]?.[ruleId]?.state);
  const isWholeApi = operationId === undefined && listed.length === 0;
  return isWholeApi ? states.includes('passed') : states.every((state) => state === 'passed');
}
