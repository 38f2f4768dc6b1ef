import rule from '../../../src/audit/rules/business-flow-has-quota.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /orders: { post: { operationId: order }, get: { operationId: list } } }';
const fast = 'rateLimits: [{ limit: 300, windowSeconds: 60, per: address }]';

describeRule(rule, {
  flags: {
    'an order with a limit of speed only': {
      contract,
      policy: `defaults: { ${fast} }`,
      at: 'post',
      severity: 'medium',
      closedBy: 'patch',
      says: /^POST \/orders may be done by one caller/,
    },
    'a sign-up': { contract: 'paths: { /sign-up: { post: {} } }', policy: 'roles: {}' },
    'a booking': { contract: 'paths: { "/rooms/{id}/bookings": { post: {} } }', policy: 'roles: {}' },
    'a quota for all callers together': {
      contract,
      policy: 'operations: { order: { quotas: [{ limit: 100, per: day, by: operation }] } }',
    },
  },
  passes: {
    'a quota': { contract, policy: 'operations: { order: { quotas: [{ limit: 10, per: day, by: address }] } }' },
    'a limit an hour': {
      contract,
      policy: 'operations: { order: { rateLimits: [{ limit: 20, windowSeconds: 3600, per: address }] } }',
    },
    'a slow limit': {
      contract,
      policy: 'operations: { order: { rateLimits: [{ limit: 5, windowSeconds: 60, per: address }] } }',
    },
    'a list of orders': { contract: 'paths: { /orders: { get: {} } }', policy: 'roles: {}' },
    'a change of one': { contract: 'paths: { "/orders/{id}": { put: {} } }', policy: 'roles: {}' },
    'no policy': { contract },
  },
});
