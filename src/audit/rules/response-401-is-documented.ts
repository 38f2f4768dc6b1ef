import { describing, documents } from '../documented.js';
import { defineRule } from '../rule.js';

/** OWASP API8:2023, CWE-1118. RFC 9110, 15.5.2. Once for the whole contract: it is one decision. */
export default defineRule({
  id: 'response-401-is-documented',
  title: 'Answer without a valid credential is not described',
  severity: 'info',
  owasp: ['API8:2023'],
  cwe: [1118],
  why: 'Clients that cannot tell a refused credential from other faults send it again and again, or hide the refusal.',
  remedy: 'Describe `401` once under `components/responses`, and name it in each operation that asks for a credential.',
  onlyHttp: true,
  visit: {
    model(model, { report }) {
      const { operations, documents: files } = model;
      const asked = [...operations.values()].filter(
        (operation) => !operation.outgoing && operation.security.requiresCredential,
      );
      const lacking = asked.filter((operation) => !documents(operation, '401'));
      if (!lacking.length) return;
      report(
        { file: files.entry, pointer: '/paths' },
        {
          operations: lacking,
          fix: describing(lacking, { status: '401', description: 'No valid credential' }, model),
          message: `${lacking.length} of ${asked.length} operations ask for a credential and do not describe the refusal (401)`,
        },
      );
    },
  },
});
