import type { Severity } from '../../core/finding.js';
import type { Dependency } from '../dependencies/types.js';
import { defineRule } from '../rule.js';

/** What only developers and CI run is out of reach of callers. */
const lower: Readonly<Record<Severity, Severity>> = {
  critical: 'high',
  high: 'medium',
  medium: 'low',
  low: 'low',
  info: 'info',
};

const reachInWords: Readonly<Record<Dependency['use'], string>> = {
  runtime: 'needed at run time',
  optional: 'optional',
  dev: 'for development only',
};

/** OWASP API10:2023, CWE-1395. */
export default defineRule({
  id: 'dependency-is-not-vulnerable',
  title: 'Locked version has a known flaw',
  severity: 'high',
  owasp: ['API10:2023'],
  cwe: [1395],
  why: 'The flaw is public, often with the code that uses it, and scanners try it on every address.',
  remedy: 'Update to the fixed version.',
  needsAdvisories: true,
  visit: {
    dependency({ dependency, vulnerabilities, node }, { report }) {
      const { name, id, use, path } = dependency;
      for (const { advisory, fixed, upgrade } of vulnerabilities) {
        if (advisory.malicious) continue;
        report(node(advisory.id), {
          key: `${advisory.id} ${name}`,
          severity: use === 'dev' ? lower[advisory.severity] : advisory.severity,
          message: `${id} (${reachInWords[use]}): ${advisory.summary} (${advisory.id})`,
          remedy: `${upgrade.charAt(0).toUpperCase()}${upgrade.slice(1)}.`,
          cwe: advisory.cwe.length ? advisory.cwe : [1395],
          names: [name, advisory.id, ...advisory.aliases],
          facts: { package: name, version: dependency.version, advisory: advisory.id, use, path, fixed: fixed ?? null },
        });
      }
    },
  },
});
