import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** OWASP API9:2023, CWE-1059. What counts is said by `drift/`. */
export default defineRule({
  id: 'contract-additions-are-known',
  title: 'Something was added',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: [1059],
  why: 'What is new has been looked at by nobody: every operation and property is a way in.',
  remedy: 'Give it roles, limits and an owner in the policy.',
  visit: {
    change({ id, kind, severity, operation, part, message, place }, { report }) {
      if (kind !== 'additive') return;
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
