import semver from 'semver';
import type { Severity } from '../../core/finding.js';
import { fieldsOf, textOf } from './fields.js';
import type { Advisory, AdvisoryRange, Dependency } from './types.js';

const words: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high',
  moderate: 'medium',
  low: 'low',
  info: 'info',
};

/** What is asked: name -> versions, each once. Only what the registry itself gave has a meaning to it. */
export function bulkQuestion(dependencies: readonly Dependency[]): Readonly<Record<string, readonly string[]>> {
  const question: Record<string, string[]> = {};
  for (const { name, version, source } of dependencies) {
    if (source === 'git' || source === 'local' || !semver.valid(version)) continue;
    const versions = (question[name] ??= []);
    if (!versions.includes(version)) versions.push(version);
  }
  return question;
}

/** `>=1.0.0 <1.2.3 || =2.0.0` as ranges of an advisory. */
export function rangesOfText(text: string): readonly AdvisoryRange[] {
  let range: semver.Range;
  try {
    range = new semver.Range(text, { loose: true });
  } catch {
    return [];
  }
  return range.set.map((all): AdvisoryRange => {
    const of = (operator: string): string | undefined => all.find((one) => one.operator === operator)?.semver.version;
    const exact = all.find((one) => one.operator === '' && one.value !== '')?.semver.version;
    if (exact !== undefined) return { introduced: exact, lastAffected: exact };
    const above = of('>');
    const introduced = of('>=') ?? (above === undefined ? '0' : (semver.inc(above, 'patch') ?? above));
    return { introduced, fixed: of('<'), lastAffected: of('<=') };
  });
}

function cwesOf(value: unknown): readonly number[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => {
    const number = Number(/^CWE-(\d+)$/.exec(String(one))?.[1]);
    return number ? [number] : [];
  });
}

function advisoryOf(name: string, value: unknown): Advisory {
  const entry = fieldsOf(value);
  const url = textOf(entry.url);
  const ghsa = /GHSA(?:-[0-9a-z]{4}){3}/.exec(url ?? '')?.[0];
  const cwe = cwesOf(entry.cwe);
  return {
    id: ghsa ?? String(entry.id),
    aliases: [],
    package: name,
    summary: textOf(entry.title) ?? 'known flaw',
    severity: words[textOf(entry.severity) ?? ''] ?? 'high',
    cwe,
    malicious: cwe.includes(506) || /^malware|malicious (code|package)/i.test(textOf(entry.title) ?? ''),
    url,
    ranges: rangesOfText(textOf(entry.vulnerable_versions) ?? '*'),
    versions: [],
  };
}

/** Advisories in the answer of the registry's bulk endpoint; undefined when it is no such answer. */
export function advisoriesOfAnswer(value: unknown): readonly Advisory[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.some(([, list]) => !Array.isArray(list))) return undefined;
  return entries.flatMap(([name, list]) => (list as unknown[]).map((one) => advisoryOf(name, one)));
}
