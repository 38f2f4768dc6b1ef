import rule from '../../../src/audit/rules/basic-auth-is-not-used.js';
import { describeRule, schemeOf } from '../describe-rule.js';

describeRule(rule, {
  flags: {
    'the Basic scheme': {
      contract: schemeOf('{ type: http, scheme: basic }'),
      at: 'main',
      severity: 'medium',
      says: /^2 operations/,
    },
    'in other letters': { contract: schemeOf('{ type: http, scheme: Basic }') },
    'beside another one': {
      contract: `security: [{ basic: [] }, { bearer: [] }]
paths: { /a: { get: {} } }
components: { securitySchemes: { basic: { type: http, scheme: basic }, bearer: { type: http, scheme: bearer } } }`,
      says: /beside other schemes$/,
    },
    'the basic type of OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Old, version: '1' }
security: [{ basic: [] }]
securityDefinitions: { basic: { type: basic } }
paths: { /a: { get: { responses: {} } } }`,
    },
  },
  passes: {
    'a bearer token': { contract: schemeOf('{ type: http, scheme: bearer }') },
    'a key': { contract: schemeOf('{ type: apiKey, in: header, name: X-Key }') },
    'a client certificate': { contract: schemeOf('{ type: mutualTLS }') },
    'a scheme that nothing uses': {
      contract: `paths: { /a: { get: {} } }\ncomponents: { securitySchemes: { basic: { type: http, scheme: basic } } }`,
    },
  },
});
