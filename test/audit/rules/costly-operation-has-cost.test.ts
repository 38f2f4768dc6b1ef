import rule from '../../../src/audit/rules/costly-operation-has-cost.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /orders/export: { get: { operationId: export } }, /orders: { get: { operationId: list } } }';
const limits = 'rateLimits: [{ limit: 300, windowSeconds: 60, per: address }]';
const base = `defaults: { ${limits} }`;

describeRule(rule, {
  flags: {
    'an export': {
      contract,
      policy: base,
      at: 'get',
      severity: 'medium',
      closedBy: 'patch',
      says: /^GET \/orders\/export costs the server more/,
    },
    'a search': { contract: 'paths: { /orders/search: { post: {} } }', policy: base },
    'a report by its name': {
      contract: 'paths: { /orders/yearly: { get: { operationId: generateYearlyReport } } }',
      policy: base,
    },
    'a batch with a cost of one': {
      contract: 'paths: { /orders/batch: { post: { operationId: batch } } }',
      policy: `${base}\noperations: { batch: { cost: 1 } }`,
    },
  },
  passes: {
    'a cost': { contract, policy: `${base}\noperations: { export: { cost: 10 } }` },
    'a limit of its own': {
      contract,
      policy: `${base}\noperations: { export: { rateLimits: [{ limit: 2, windowSeconds: 60, per: address }] } }`,
    },
    'few at once': {
      contract,
      policy: `${base}\noperations: { export: { concurrency: { limit: 1, per: principal } } }`,
    },
    'no limit at all, which is a finding of its own': { contract, policy: 'roles: {}' },
    'no policy': { contract },
    'a report that is there already': {
      contract: 'paths: { "/reports/{id}": { get: { operationId: getReport } } }',
      policy: base,
    },
    'a list': { contract: 'paths: { /orders: { get: { operationId: list } } }', policy: base },
  },
});
