import rule from '../../../src/audit/rules/scope-is-named-on-oauth.js';
import { describeRule } from '../describe-rule.js';

const flows = (scopes: string) =>
  `{ type: oauth2, flows: { clientCredentials: { tokenUrl: https://id.example/token, scopes: ${scopes} } } }`;

function contract(security: string, scopes = '{ orders.read: Read, orders.write: Write }', method = 'get'): string {
  return `paths:
  /orders: { ${method}: { operationId: call, security: ${security}, responses: { '200': { description: Found } } } }
components:
  securitySchemes:
    oauth: ${flows(scopes)}
    key: { type: apiKey, in: header, name: X-Key }`;
}

const policy = 'identity: { schemes: { oauth: { apiKeys: true } } }\ndefaults: { roles: any }';

describeRule(rule, {
  flags: {
    'a read without a scope': {
      contract: contract('[{ oauth: [] }]'),
      policy,
      severity: 'medium',
      says: /^GET \/orders takes a token of "oauth" of any scope/,
      closedBy: 'patch',
    },
    'a write where one scope is no reading one': {
      contract: contract('[{ oauth: [] }]', undefined, 'post'),
      policy,
      closedBy: 'patch',
    },
    'one alternative that needs none': { contract: contract('[{ oauth: [orders.read] }, { oauth: [] }]') },
    'a key beside a token of any scope': { contract: contract('[{ oauth: [], key: [] }]') },
    'every operation, once': {
      contract: `security: [{ oauth: [] }]
paths: { /a: { get: { responses: {} }, put: { responses: {} } }, /b: { get: { responses: {} }, put: { responses: {} } }, /c: { get: { responses: {} } } }
components: { securitySchemes: { oauth: ${flows('{ a: A }')} } }`,
      says: /^5 of 5 operations/,
    },
  },
  passes: {
    'a named scope': { contract: contract('[{ oauth: [orders.read] }]') },
    'a scheme without scopes, where there is none to name': { contract: contract('[{ oauth: [] }]', '{}') },
    'a key, which has no scopes': { contract: contract('[{ key: [] }]') },
    'an operation whose roles the policy names': {
      contract: contract('[{ oauth: [] }]'),
      policy: 'identity: { schemes: { oauth: { apiKeys: true } } }\nroles: { buyer: {} }\ndefaults: { roles: [buyer] }',
    },
    'an operation without a credential, which another rule says': { contract: contract('[]') },
  },
});
