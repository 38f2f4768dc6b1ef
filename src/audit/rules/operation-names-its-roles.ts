import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** OWASP API5:2023, CWE-862. */
export default defineRule({
  id: 'operation-names-its-roles',
  title: 'Nobody said who may call it',
  severity: 'medium',
  owasp: ['API5:2023'],
  cwe: [862],
  why: 'In enforce mode everybody is denied; in monitor mode every account gets through, of whatever role.',
  remedy: 'Name `roles`, or say `roles: any` where every authenticated caller may.',
  needs: 'policy',
  whole: ({ count, of }) => `${count} of ${of} operations need a credential, but the policy names no role for them`,
  visit: {
    operation(operation, { report }) {
      const { policy } = operation;
      if (operation.outgoing || policy.public || policy.roles !== undefined) return;
      if (!policy.requirements.some(({ length }) => length > 0) || policy.scopes.length || policy.when) return;
      report(operation.node, {
        message: `${nameOf(operation)} needs a credential, but the policy names no role for it`,
      });
    },
  },
});
