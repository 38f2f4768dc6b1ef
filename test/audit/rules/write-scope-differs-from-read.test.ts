import rule from '../../../src/audit/rules/write-scope-differs-from-read.js';
import { describeRule } from '../describe-rule.js';

function contract(operation: string, scopes: string, at = '/orders'): string {
  const [method, ...more] = operation.split(' ');
  return `paths:
  ${at}: { ${method}: { operationId: ${more[0] ?? 'call'}, security: ${scopes}, responses: { '200': { description: Done } } } }
components:
  securitySchemes:
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: https://id.example/token,
      scopes: { 'orders:read': Read, 'orders:write': Write, projects: All, projects.read: Read } } } }
    key: { type: apiKey, in: header, name: X-Key }`;
}

const policy = 'identity: { schemes: { oauth: { apiKeys: true } } }\ndefaults: { roles: any }';

describeRule(rule, {
  flags: {
    'a write that a reading scope opens': {
      contract: contract('post', "[{ oauth: ['orders:read'] }]"),
      policy,
      severity: 'medium',
      says: /^POST \/orders changes data, and the scope "orders:read" is enough/,
      closedBy: 'patch',
    },
    'a delete': { contract: contract('delete', '[{ oauth: [projects.read] }]'), policy, closedBy: 'patch' },
    'a second alternative that reads': {
      contract: contract('put', "[{ oauth: ['orders:write'] }, { oauth: ['orders:read'] }]"),
    },
    'a camel-cased scope': {
      contract: contract('patch', '[{ oauth: [ordersReadOnly] }]').replace('All,', 'All, ordersReadOnly: R,'),
    },
  },
  passes: {
    'a writing scope': { contract: contract('post', "[{ oauth: ['orders:write'] }]") },
    'both scopes together': { contract: contract('post', "[{ oauth: ['orders:read', 'orders:write'] }]") },
    'a reading scope and a key': { contract: contract('post', "[{ oauth: ['orders:read'], key: [] }]") },
    'a search that needs a body': { contract: contract('post', "[{ oauth: ['orders:read'] }]", '/orders/search') },
    'a read': { contract: contract('get', "[{ oauth: ['orders:read'] }]") },
    'a scope whose name only contains the word': {
      contract: contract('post', '[{ oauth: [spreadsheets] }]').replace('projects: All', 'spreadsheets: All'),
    },
    'an operation for which the policy wants more': {
      contract: contract('post', "[{ oauth: ['orders:read'] }]"),
      policy: `${policy}\noperations: { call: { scopes: ['orders:write'] } }`,
    },
  },
});
