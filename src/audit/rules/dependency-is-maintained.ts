import { defineRule } from '../rule.js';

/** Authors write whole pages. */
const mostLetters = 120;

/** OWASP API10:2023, CWE-1104. Absence proves nothing: mirrors drop the mark. */
export default defineRule({
  id: 'dependency-is-maintained',
  title: 'Package is deprecated by its author',
  severity: 'low',
  owasp: ['API10:2023'],
  cwe: [1104],
  why: 'Flaws that are found in it from now on are not mended.',
  remedy: 'Replace it by what its author names.',
  visit: {
    dependency({ dependency: { deprecated, direct, id, name, use }, node }, { report }) {
      // What others need is theirs to replace; the lockfile of a large project has dozens.
      if (deprecated === undefined || !direct) return;
      const said = deprecated.length > mostLetters ? `${deprecated.slice(0, mostLetters)}…` : deprecated;
      report(node(), {
        key: `deprecated ${name}`,
        severity: use === 'runtime' ? 'low' : 'info',
        message: `${id} is deprecated: ${said}`,
        names: [name],
      });
    },
  },
});
