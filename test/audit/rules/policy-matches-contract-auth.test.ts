import rule from '../../../src/audit/rules/policy-matches-contract-auth.js';
import { describeRule } from '../describe-rule.js';

const contract = (security = '[{ bearer: [] }]') => `security: ${security}
paths: { /a: { get: { operationId: a, responses: {} } }, /b: { get: { operationId: b, security: [], responses: {} } } }
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    key: { type: apiKey, in: header, name: x-key }
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { read: r } } } }`;
const head = 'identity: { schemes: { bearer: { apiKeys: true }, key: { apiKeys: true }, oauth: { apiKeys: true } } }\n';

describeRule(rule, {
  flags: {
    'an operation made public': {
      contract: contract(),
      policy: `${head}operations: { a: { public: true } }`,
      severity: 'high',
      says: /^GET \/a: the contract asks for a credential, and the policy makes it public$/,
      at: 'public',
    },
    'another scheme': {
      contract: contract(),
      policy: `${head}operations: { a: { authentication: { schemes: [key] } } }`,
      says: /accepts key/,
    },
    'one scheme more': {
      contract: contract(),
      policy: `${head}operations: { a: { authentication: { schemes: [bearer, key] } } }`,
      says: /accepts key/,
    },
    'a scope that is lost': {
      contract: contract('[{ oauth: [read] }]'),
      policy: `${head}operations: { a: { authentication: { schemes: [oauth] } } }`,
      says: /the scope read/,
    },
  },
  passes: {
    'as the contract says': { contract: contract(), policy: `${head}defaults: { roles: any }` },
    'what the contract leaves open': { contract: contract(), policy: `${head}operations: { b: { public: true } }` },
    'more than the contract asks': {
      contract: contract(),
      policy: `${head}operations: { b: { authentication: required, roles: any } }`,
    },
    'one of two schemes': {
      contract: contract('[{ bearer: [] }, { key: [] }]'),
      policy: `${head}operations: { a: { authentication: { schemes: [key] } } }`,
    },
    'a scope that the policy keeps': {
      contract: contract('[{ oauth: [read] }]'),
      policy: `${head}operations: { a: { authentication: { schemes: [oauth] }, scopes: [read] } }`,
    },
  },
});
