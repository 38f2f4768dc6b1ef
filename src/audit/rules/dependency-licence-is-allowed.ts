import { isAllowed } from '../dependencies/licences.js';
import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';
import { few } from '../words.js';

/** OWASP API10:2023, CWE-1357 as the nearest: no flaw in security, but said where the same list is read anyway. */
export default defineRule({
  id: 'dependency-licence-is-allowed',
  title: 'Licence of a package is not in the list',
  severity: 'info',
  owasp: ['API10:2023'],
  cwe: [1357],
  why: 'Some licences ask for more than a notice: for the source of what is built with them, or for no use in business.',
  remedy: 'Have it looked at, name the licence with `--licences`, or replace the package.',
  visit: {
    lockfile({ lockfile, licences }, { report }) {
      if (!lockfile.knows.licences) return;
      const byLicence = new Map<string, string[]>();
      const firsts = new Map<string, (typeof lockfile.dependencies)[number]>();
      for (const dependency of lockfile.dependencies) {
        const { use, licence = 'no licence', id } = dependency;
        // What is for development only is not passed on.
        if (use === 'dev' || isAllowed(licence, licences)) continue;
        if (!firsts.has(licence)) firsts.set(licence, dependency);
        byLicence.set(licence, [...(byLicence.get(licence) ?? []), id]);
      }
      for (const [licence, ids] of byLicence) {
        report(placed(firsts.get(licence)!.place, lockfile.file, licence), {
          key: `licence ${licence}`,
          message: `${licence}: ${few(ids)}`,
          names: ids.map((id) => id.slice(0, id.lastIndexOf('@'))),
        });
      }
    },
  },
});
