import { hostOf } from '../dependencies/source.js';
import type { Dependency } from '../dependencies/types.js';
import { defineRule } from '../rule.js';

/** Addresses may hold a name and password: only the host is shown. */
function sourceInWords({ source, resolved = '' }: Dependency): string {
  const host = hostOf(resolved.replace(/^git\+/, '')) ?? '';
  if (source === 'git') return `a git repository${host && ` (${host})`}`;
  if (source === 'http') return `${host} without TLS`;
  return `the host ${host}`;
}

/** OWASP API10:2023, CWE-829. */
export default defineRule({
  id: 'dependency-source-is-registry',
  title: 'Package does not come from the registry',
  severity: 'medium',
  owasp: ['API10:2023'],
  cwe: [829],
  why: 'Nobody withdraws or reports a bad version there, advisories do not cover it, and what an address serves can change.',
  remedy: 'Ask for a version of the registry, or keep the package in the repository.',
  visit: {
    dependency({ dependency, node }, { report }) {
      const { source, name, id, direct } = dependency;
      if (source !== 'git' && source !== 'http' && source !== 'host') return;
      report(node(), {
        key: `${name} from ${source}`,
        severity: source === 'http' ? 'high' : 'medium',
        message: `${id}${direct ? '' : ', needed by others,'} comes from ${sourceInWords(dependency)}`,
        names: [name],
      });
    },
  },
});
