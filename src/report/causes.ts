import { severityRank, type Finding, type Severity } from '../core/finding.js';
import { countsBySeverity } from './findings-by.js';

/** Findings of one rule or check: what makes them go away is mostly one decision. */
export interface CauseGroup {
  readonly ruleId: string;
  readonly severity: Severity;
  /** Worst first, then those that concern most. */
  readonly findings: readonly Finding[];
}

function reach({ instances }: Finding): number {
  return instances?.count ?? 1;
}

function byWeight(a: Finding, b: Finding): number {
  return severityRank(a.severity) - severityRank(b.severity) || reach(b) - reach(a);
}

/** How many findings of the worst kind a group has: a rule with one critical case comes before none. */
function worstCount({ findings, severity }: CauseGroup): number {
  return findings.filter((finding) => finding.severity === severity).reduce((sum, finding) => sum + reach(finding), 0);
}

/** Findings by rule, the worst rule first, then the one that concerns most. */
export function groupByCause(findings: readonly Finding[]): readonly CauseGroup[] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = byRule.get(finding.ruleId);
    if (group) group.push(finding);
    else byRule.set(finding.ruleId, [finding]);
  }
  const groups = [...byRule].map(([ruleId, members]): CauseGroup => {
    const sorted = members.toSorted(byWeight);
    return { ruleId, severity: sorted[0]!.severity, findings: sorted };
  });
  return groups.sort((a, b) => severityRank(a.severity) - severityRank(b.severity) || worstCount(b) - worstCount(a));
}

/** `12 findings`, `12 findings (2 high, 10 medium)`. */
export function groupCount({ findings }: CauseGroup): string {
  const counts = countsBySeverity(findings);
  const all = `${findings.length} finding${findings.length === 1 ? '' : 's'}`;
  return counts.length < 2 ? all : `${all} (${counts.map(([severity, count]) => `${count} ${severity}`).join(', ')})`;
}
