import rule from '../../../src/audit/rules/path-is-unambiguous.js';
import { describeRule } from '../describe-rule.js';

const paths = (...templates: readonly string[]) =>
  `paths: { ${templates.map((one) => `${one}: { get: {} }`).join(', ')} }`;

describeRule(rule, {
  flags: {
    'one path with two names for its parameter': {
      contract: paths("'/orders/{id}'", "'/orders/{orderId}'"),
      at: 'get',
      severity: 'high',
      says: /^GET \/orders\/\{orderId\} and \/orders\/\{id\}/,
    },
    'two templates of which neither is the more concrete': {
      contract: paths("'/{kind}/new'", "'/orders/{id}'"),
      severity: 'low',
    },
    'such templates of which anybody may call one': {
      contract: `paths:
  '/{kind}/new': { get: { security: [{ bearer: [] }] } }
  '/orders/{id}': { get: {} }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`,
      severity: 'medium',
    },
    'longer ones': { contract: paths("'/a/{x}/c/{y}'", "'/a/{z}/c/{w}'") },
    'many of them, once': {
      contract: `paths: { ${Array.from({ length: 8 }, (_, i) => `'/t${i}/{a}': { get: {} }, '/t${i}/{b}': { get: {} }`).join(', ')} }`,
      severity: 'high',
      says: /^8 operations match requests/,
    },
  },
  passes: {
    'a fixed path beside a template: the fixed one wins': { contract: paths('/users/me', "'/users/{id}'") },
    'other methods': { contract: "paths: { '/orders/{id}': { get: {} }, '/orders/{orderId}': { put: {} } }" },
    'other lengths': { contract: paths("'/orders/{id}'", "'/orders/{id}/items'") },
    'other fixed segments': { contract: paths("'/a/{id}/x'", "'/a/{id}/y'") },
    'a text beside the parameter': { contract: paths("'/files/{name}.pdf'", "'/files/{name}.png'") },
  },
});
