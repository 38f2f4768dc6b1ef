import { defineRule } from '../rule.js';

/** OWASP API8:2023, CWE-1188. */
export default defineRule({
  id: 'policy-default-is-deny',
  title: 'Calls outside the contract are let through',
  severity: 'high',
  owasp: ['API8:2023', 'API9:2023'],
  cwe: [1188],
  why: 'Whatever the server answers to beside the contract (old versions, debug paths, typing mistakes in templates) is open.',
  remedy: 'Set `unknownOperations: deny` under `defaults`.',
  needs: 'policy',
  visit: {
    model({ unknownOperations, policyDocuments }, { report }) {
      if (unknownOperations !== 'allow' || !policyDocuments) return;
      report(
        { file: policyDocuments.entry, pointer: '/defaults/unknownOperations' },
        { message: 'Calls that the contract does not know reach the upstream' },
      );
    },
  },
});
