import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** OWASP API8:2023, OWASP API9:2023, CWE-693. What counts is said by `drift/`. */
export default defineRule({
  id: 'contract-keeps-controls',
  title: 'A control is weaker than before',
  severity: 'high',
  owasp: ['API8:2023', 'API9:2023'],
  cwe: [693],
  why: 'Both contracts are valid, so no other rule says it: what was kept out yesterday is let in today.',
  remedy: 'Put the control back, or accept the change with a reason and a date.',
  visit: {
    change({ id, kind, severity, operation, part, message, place }, { report }) {
      if (kind !== 'weakened') return;
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
