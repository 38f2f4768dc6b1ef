import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** OWASP API9:2023, CWE-439. What counts is said by `drift/`. */
export default defineRule({
  id: 'contract-stays-compatible',
  title: 'Clients that were right are not any more',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: [439],
  why: 'Clients break, and people work around what is in the way: often by switching checks off.',
  remedy: 'Keep the old form beside the new one with a sunset, or publish a new version.',
  visit: {
    change({ id, kind, severity, operation, part, message, place }, { report }) {
      if (kind !== 'breaking') return;
      report(placed(place, id, operation ?? 'contract'), {
        key: `${id} ${operation ?? ''} ${part}`,
        severity,
        message,
        names: [id, ...(operation === undefined ? [] : [operation])],
        facts: { change: id, ...(operation === undefined ? {} : { operation }) },
      });
    },
  },
});
