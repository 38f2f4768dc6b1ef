import rule from '../../../src/audit/rules/admin-operation-has-own-role.js';
import { describeRule } from '../describe-rule.js';

const contract = `security: [{ bearer: [] }]
paths: { /orders: { get: { operationId: orders } }, /admin/stats: { get: { operationId: stats } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`;
const base =
  'identity: { schemes: { bearer: { apiKeys: true } } }\nroles: { customer: {}, admin: { includes: [customer] } }';

describeRule(rule, {
  flags: {
    'every account': {
      contract,
      policy: `${base}\ndefaults: { roles: any }`,
      severity: 'high',
      says: /^GET \/admin\/stats .* logged in$/,
    },
    'the role of ordinary operations': {
      contract,
      policy: `${base}\noperations: { orders: { roles: [customer] }, stats: { roles: [customer] } }`,
      at: 'roles',
      says: /"customer"/,
    },
    anyone: { contract, policy: `${base}\noperations: { stats: { public: true } }`, says: /open to anyone/ },
    'an operation that only its tag calls so': {
      contract: contract
        .replace('/admin/stats', '/stats')
        .replace('operationId: stats', 'operationId: stats, tags: [admin]'),
      policy: `${base}\ndefaults: { roles: any }`,
    },
  },
  passes: {
    'a role of its own': {
      contract,
      policy: `${base}\noperations: { orders: { roles: [customer] }, stats: { roles: [admin] } }`,
    },
    'nobody named, which is denied': { contract, policy: base },
    'no operation for administrators': {
      contract: contract.replace('/admin/stats', '/stats'),
      policy: `${base}\ndefaults: { roles: any }`,
    },
    'a word that contains it': {
      contract: contract.replace('/admin/stats', '/administrators-guide'),
      policy: `${base}\ndefaults: { roles: any }`,
    },
    'no policy': { contract },
  },
});
