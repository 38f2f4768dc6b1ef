import rule from '../../../src/audit/rules/api-key-not-in-query.js';
import { describeRule, schemeOf } from '../describe-rule.js';

describeRule(rule, {
  flags: {
    'a key in the query': {
      closedBy: 'fix',
      contract: schemeOf('{ type: apiKey, in: query, name: api_key }'),
      at: 'main',
      severity: 'high',
    },
    'whatever it is called': { contract: schemeOf('{ type: apiKey, in: query, name: k }'), says: /"k"/ },
    'a key beside another scheme': {
      contract: `security: [{ key: [] }, { bearer: [] }]
paths: { /a: { get: {} } }
components:
  securitySchemes:
    key: { type: apiKey, in: query, name: key }
    bearer: { type: http, scheme: bearer }`,
      at: 'key',
    },
    'a key of OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Old, version: '1' }
security: [{ key: [] }]
securityDefinitions: { key: { type: apiKey, in: query, name: token } }
paths: { /a: { get: { responses: {} } } }`,
      at: 'key',
    },
  },
  passes: {
    'a key in a header field': { contract: schemeOf('{ type: apiKey, in: header, name: X-Key }') },
    'a key in a cookie': { contract: schemeOf('{ type: apiKey, in: cookie, name: session }') },
    'a bearer token': { contract: schemeOf('{ type: http, scheme: bearer }') },
    'a scheme that nothing uses': {
      contract: `paths: { /a: { get: {} } }\ncomponents: { securitySchemes: { key: { type: apiKey, in: query, name: key } } }`,
    },
  },
});
