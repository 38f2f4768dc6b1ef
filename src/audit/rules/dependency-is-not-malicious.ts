import { defineRule } from '../rule.js';

/** OWASP API10:2023, CWE-506. */
export default defineRule({
  id: 'dependency-is-not-malicious',
  title: 'Locked version is malicious',
  severity: 'critical',
  owasp: ['API10:2023'],
  cwe: [506],
  why: 'It was made or taken over to do harm: what ran it may have given away every secret that it could read.',
  remedy: 'Remove it, take every machine that installed it for taken over, and change the secrets that were on them.',
  needsAdvisories: true,
  visit: {
    dependency({ dependency: { name, id, path }, vulnerabilities, node }, { report }) {
      for (const { advisory } of vulnerabilities) {
        if (!advisory.malicious) continue;
        const way = path.length > 1 ? ` (${path.join(' > ')})` : '';
        report(node(advisory.id), {
          key: `${advisory.id} ${name}`,
          message: `${id} is malicious: ${advisory.summary} (${advisory.id})${way}`,
          names: [name, advisory.id, ...advisory.aliases],
          facts: { package: name, advisory: advisory.id, path },
        });
      }
    },
  },
});
