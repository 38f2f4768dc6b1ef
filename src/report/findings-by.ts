import { weaknessNames } from '../core/weakness-names.js';
import { isDismissed, severities, severityRank, type Finding, type Run, type Severity } from '../core/finding.js';

/** What a report is about: findings that nobody accepted, worst first. */
export function openFindings({ findings }: Run): readonly Finding[] {
  return findings
    .filter(({ status }) => !isDismissed(status))
    .sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
}

/** Number of findings by severity, worst first, without zeroes. */
export function countsBySeverity(
  findings: readonly Finding[],
): readonly (readonly [severity: Severity, count: number])[] {
  return severities
    .map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, count]) => count > 0);
}

/** `2 high, 1 low`, or `no findings`. */
export function countsInWords(findings: readonly Finding[]): string {
  const counts = countsBySeverity(findings).map(([severity, count]) => `${count} ${severity}`);
  return counts.length > 0 ? counts.join(', ') : 'no findings';
}

/** `OWASP API1:2023, CWE-306 Missing Authentication for Critical Function`. */
export function references({ owasp, cwe }: Pick<Finding, 'owasp' | 'cwe'>): string {
  return [
    ...owasp.map((id) => `OWASP ${id}`),
    ...cwe.map((id) => `CWE-${id} ${weaknessNames[id] ?? ''}`.trimEnd()),
  ].join(', ');
}
