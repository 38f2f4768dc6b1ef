import type { Cell, Finding, FindingStatus, Run } from '../core/finding.js';
import type { RunScope } from './store.js';

/** Status of a finding that no run reported before: it may come already triaged (a suppression in the policy). */
export function statusWhenNew(reported: FindingStatus): FindingStatus {
  return reported === 'fixed' || reported === 'regressed' ? 'open' : reported;
}

/** A known finding before a run. `triaged`: a person set the status, in the store. */
export interface StatusBefore {
  readonly status: FindingStatus;
  readonly triaged: boolean;
}

/**
 * Status after a run reports a known finding again. What a person decided and patches stay;
 * a suppression in the policy holds as long as it is written there.
 */
export function statusWhenSeen(before: StatusBefore, reported: FindingStatus): FindingStatus {
  const suppressed = reported === 'accepted' || reported === 'false-positive';
  if (suppressed && !before.triaged) return reported;
  if (before.status === 'fixed') return 'regressed';
  const wasSuppressed = before.status === 'accepted' || before.status === 'false-positive';
  return wasSuppressed && !before.triaged ? 'open' : before.status;
}

/** Status after a run looked for a known finding and did not see it. A false positive was never there. */
export function statusWhenGone(before: FindingStatus): FindingStatus {
  return before === 'false-positive' ? before : 'fixed';
}

/** What is known of a stored finding when a run ends. */
export type Sought = Pick<Finding, 'api' | 'source' | 'ruleId' | 'operationId'>;

/**
 * True when the run looked at the place of a finding and would have reported it.
 * An attack proves absence only in a cell that passed: a skipped or unreachable cell says nothing.
 */
export function provesAbsence(run: Run, scope: RunScope, finding: Sought): boolean {
  if (finding.source !== run.kind || !scope.apis.includes(finding.api)) return false;
  if (scope.ruleIds && !scope.ruleIds.includes(finding.ruleId)) return false;
  if (run.kind === 'pentest') return cellOf(run, finding)?.state === 'passed';
  return run.kind === 'audit' && auditLookedFor(run, finding);
}

function auditLookedFor(run: Run, finding: Sought): boolean {
  if (run.outcome !== 'complete') return false;
  if (run.skipped.some(({ id }) => id === finding.ruleId)) return false;
  const cell = cellOf(run, finding);
  return cell === undefined || cell.state === 'passed';
}

function cellOf(run: Run, { operationId, ruleId }: Sought): Cell | undefined {
  return operationId === undefined ? undefined : run.coverage?.cells[operationId]?.[ruleId];
}
