import { lookalikeOf } from '../dependencies/lookalike.js';
import { defineRule } from '../rule.js';

/** OWASP API10:2023, CWE-1357. */
export default defineRule({
  id: 'dependency-name-is-not-a-lookalike',
  title: 'Name of a package is one letter from a well-known one',
  severity: 'medium',
  owasp: ['API10:2023'],
  cwe: [1357],
  why: 'Such names are registered to be installed by mistake, with code that steals credentials.',
  remedy:
    'Check the package and its author; if it is a slip, remove it and change every secret of machines that installed it.',
  confidence: 'tentative',
  visit: {
    dependency({ dependency: { name, id, direct, source }, node }, { report }) {
      // What others ask for was looked at by them, and by those who look for such names in the registry.
      if (!direct || source === 'local') return;
      const known = lookalikeOf(name);
      if (known) report(node(), { key: `look-alike ${name}`, message: `${id} looks like ${known}`, names: [name] });
    },
  },
});
