import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** OWASP API2:2023, CWE-287. A requirement that names a scheme nobody defined cannot be checked. */
export default defineRule({
  id: 'security-scheme-is-defined',
  title: 'Security requirement names an unknown scheme',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [287],
  why: 'Gateways and generators drop a requirement that they cannot resolve, and the operation is open.',
  remedy: 'Define the scheme under `components.securitySchemes`, or correct its name.',
  visit: {
    operation(operation, { model, report }) {
      const names = operation.security.alternatives.flat().map(({ scheme }) => scheme);
      for (const name of new Set(names)) {
        // A scheme may also be a URI of another document (OpenAPI 3.2, 4.30).
        if (model.securitySchemes.has(name) || /[/#]/.test(name)) continue;
        report(operation.security.node, {
          key: `scheme ${name}`,
          message: `${nameOf(operation)} asks for the security scheme "${name}", which is not defined`,
        });
      }
    },
  },
});
