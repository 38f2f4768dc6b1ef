import { defineRule } from '../rule.js';

/** OWASP API9:2023, CWE-693. */
export default defineRule({
  id: 'patch-has-not-expired',
  title: 'Virtual patch has expired',
  severity: 'high',
  owasp: ['API9:2023'],
  cwe: [693],
  why: 'The hole behind it is still open: a patch only holds callers off until the code is mended.',
  remedy: 'Mend the code, prove it, and drop the patch; or extend its `expires` knowingly.',
  needs: 'policy',
  visit: {
    policy({ patches }, { report }) {
      for (const { expired, overdue, id, operation, expires, node } of patches) {
        const message = `The patch "${id}" of ${operation} expired on ${expires}; it still denies`;
        // For a week it is a reminder; then somebody has forgotten it.
        if (expired) report(node, { key: `patch ${id}`, message, severity: overdue ? 'high' : 'medium' });
      }
    },
  },
});
