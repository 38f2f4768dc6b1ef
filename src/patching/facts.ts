import type { Finding } from '../core/finding.js';

/** A text among a finding's facts. */
export function textFact(finding: Finding, name: string): string | undefined {
  const value = finding.facts?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A list of texts among a finding's facts; empty when absent. */
export function textsFact(finding: Finding, name: string): readonly string[] {
  const value = finding.facts?.[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A number among a finding's facts. */
export function numberFact(finding: Finding, name: string): number | undefined {
  const value = finding.facts?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
