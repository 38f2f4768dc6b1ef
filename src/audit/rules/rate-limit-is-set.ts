import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** OWASP API4:2023, CWE-770. */
export default defineRule({
  id: 'rate-limit-is-set',
  title: 'Nothing limits how often it is called',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: [770],
  why: 'One caller can use up the server, try every id and every password, or copy all data.',
  remedy: 'Set `rateLimits` under `defaults`, or for the operation.',
  needs: 'policy',
  raisedByAnonymous: true,
  whole: ({ count, of }) => `${count} of ${of} operations can be called as often as anybody likes`,
  visit: {
    operation(operation, { report }) {
      const { policy } = operation;
      if (operation.outgoing || policy.rateLimits.length) return;
      report(policy.origins.rateLimits ?? operation.node, {
        message: `No rate limit holds for ${nameOf(operation)}`,
        patch: { guard: 'rate-limit', set: { rateLimits: [{ limit: 60, windowSeconds: 60, per: 'principal' }] } },
      });
    },
  },
});
