import rule from '../../../src/audit/rules/operation-names-its-roles.js';
import { describeRule } from '../describe-rule.js';

const contract = `security: [{ bearer: [] }]
paths: { /a: { get: { operationId: a } }, /b: { get: { operationId: b } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`;
const base = 'identity: { schemes: { bearer: { apiKeys: true } } }\nroles: { customer: {} }';

describeRule(rule, {
  flags: {
    'one of two': {
      contract,
      policy: `${base}\noperations: { a: { roles: any } }`,
      at: 'get',
      severity: 'medium',
      says: /GET \/b/,
    },
    'an operation beside a public one': {
      contract,
      policy: `${base}\noperations: { a: { public: true } }`,
      says: /GET \/b/,
    },
    'an operation beside one with a role': {
      contract,
      policy: `${base}\noperations: { b: { roles: [customer] } }`,
      says: /GET \/a/,
    },
    'most of them, once': {
      contract: contract.replace('paths: {', 'paths: { /c: { get: {} }, /d: { get: {} }, /e: { get: {} },'),
      policy: base,
      says: /^5 of 5 operations/,
    },
  },
  passes: {
    'every account, on purpose': { contract, policy: `${base}\ndefaults: { roles: any }` },
    'a role for each': { contract, policy: `${base}\ndefaults: { roles: [customer] }` },
    'no credential needed': { contract: 'paths: { /a: { get: {} } }', policy: 'roles: {}' },
    'no policy': { contract },
  },
});
