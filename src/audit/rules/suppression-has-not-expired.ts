import { defineRule } from '../rule.js';

/** OWASP API9:2023, CWE-693. */
export default defineRule({
  id: 'suppression-has-not-expired',
  title: 'Accepted risk has to be looked at again',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: [693],
  why: 'The reason for accepting it may be gone, and its finding is back.',
  remedy: 'Mend the finding, or set a new `expires` with a reason that holds today.',
  needs: 'policy',
  visit: {
    policy({ suppressions }, { today, report }) {
      for (const { rule, where, expires, node } of suppressions) {
        if (expires >= today) continue;
        report(node, {
          key: `suppression ${rule} ${where}`,
          message: `The acceptance of ${rule} at ${where} expired on ${expires}`,
        });
      }
    },
  },
});
