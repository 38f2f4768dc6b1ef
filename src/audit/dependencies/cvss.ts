import type { Severity } from '../../core/finding.js';

const weights: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
const privileges = { unchanged: { N: 0.85, L: 0.62, H: 0.27 }, changed: { N: 0.85, L: 0.68, H: 0.5 } } as const;

/** Base score of a CVSS 3.0 or 3.1 vector (CVSS 3.1 specification 7.1); undefined for anything else. */
export function cvss3Score(vector: string): number | undefined {
  if (!/^CVSS:3\.[01]\//.test(vector)) return undefined;
  const metrics = Object.fromEntries(vector.split('/').map((part) => part.split(':') as [string, string]));
  const scopeChanged = metrics.S === 'C';
  const privilege = (scopeChanged ? privileges.changed : privileges.unchanged)[metrics.PR as 'N' | 'L' | 'H'];
  const of = (name: string): number => weights[name]?.[metrics[name] ?? ''] ?? Number.NaN;
  const impactBase = 1 - (1 - of('C')) * (1 - of('I')) * (1 - of('A'));
  const impact = scopeChanged ? 7.52 * (impactBase - 0.029) - 3.25 * (impactBase - 0.02) ** 15 : 6.42 * impactBase;
  const exploitability = 8.22 * of('AV') * of('AC') * privilege * of('UI');
  if (Number.isNaN(impact + exploitability)) return undefined;
  if (impact <= 0) return 0;
  return roundUp(Math.min((scopeChanged ? 1.08 : 1) * (impact + exploitability), 10));
}

/** To one decimal, upwards, without the noise of binary fractions (CVSS 3.1, appendix A). */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

/** The word for a base score (CVSS 3.1, section 5). */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
}
