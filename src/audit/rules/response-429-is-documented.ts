import { describing, documents } from '../documented.js';
import { defineRule } from '../rule.js';

/** OWASP API4:2023, CWE-1118. RFC 6585, 4. Once for the whole contract: it is one decision. */
export default defineRule({
  id: 'response-429-is-documented',
  title: 'Answer to too many calls is not described',
  severity: 'info',
  owasp: ['API4:2023'],
  cwe: [1118],
  why: 'Clients that do not know the answer try again at once, and turn a limit that holds into an outage.',
  remedy: 'Describe `429` with `Retry-After` once under `components/responses`, and name it in each operation.',
  onlyHttp: true,
  visit: {
    model(model, { report }) {
      const { operations, documents: files } = model;
      const asked = [...operations.values()].filter((operation) => !operation.outgoing);
      const lacking = asked.filter((operation) => !documents(operation, '429'));
      if (!lacking.length) return;
      report(
        { file: files.entry, pointer: '/paths' },
        {
          operations: lacking,
          fix: describing(lacking, { status: '429', description: 'Too many requests' }, model),
          message: `${lacking.length} of ${asked.length} operations do not describe what too many calls are answered with (429)`,
        },
      );
    },
  },
});
