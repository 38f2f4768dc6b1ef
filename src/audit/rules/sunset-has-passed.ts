import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** OWASP API9:2023, CWE-672. */
export default defineRule({
  id: 'sunset-has-passed',
  title: 'Operation is past its end',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: [672],
  why: 'The code behind it is still there, and reachable by every other way to the server.',
  remedy: 'Remove the operation from the server and from the contract.',
  needs: 'policy',
  visit: {
    operation(operation, { today, report }) {
      const { sunset, origins } = operation.policy;
      if (sunset === undefined || sunset > today) return;
      report(origins.sunset ?? operation.node, {
        message: `${nameOf(operation)} ended on ${sunset} and is still in the contract`,
      });
    },
  },
});
