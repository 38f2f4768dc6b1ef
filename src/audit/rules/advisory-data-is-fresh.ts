import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** Days after which a snapshot says little about what is known today. */
const mostDays = 14;

/** OWASP API9:2023, CWE-1395. */
export default defineRule({
  id: 'advisory-data-is-fresh',
  title: 'Snapshot of advisories is old',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: [1395],
  why: 'What was found since is not in it: nothing found says less every day.',
  remedy: 'Fetch a new snapshot, or ask the registry with `--advisories registry`.',
  needsAdvisories: true,
  visit: {
    lockfile({ sources }, { today, report }) {
      for (const { kind, name, date, place } of sources) {
        if (kind !== 'snapshot' || !place) continue;
        const days = date === undefined ? undefined : Math.floor((Date.parse(today) - Date.parse(date)) / 86_400_000);
        if (days !== undefined && days <= mostDays) continue;
        const age = days === undefined ? 'of unknown age' : `${days} days old`;
        report(placed(place, 'snapshot'), { key: 'snapshot', message: `The advisories in ${name} are ${age}` });
      }
    },
  },
});
