import rule from '../../../src/audit/rules/operation-has-id.js';
import { describeRule } from '../describe-rule.js';

const many = Array.from({ length: 6 }, (_, i) => `/t${i}: { get: {} }`).join(', ');

describeRule(rule, {
  flags: {
    'an operation without a name': {
      contract: 'paths: { /a: { get: {} } }',
      at: 'get',
      severity: 'low',
      closedBy: 'fix',
      says: /^GET \/a has no/,
    },
    'an empty name': { contract: `paths: { /a: { get: { operationId: '' } } }` },
    'one of two': { contract: 'paths: { /a: { get: { operationId: a }, post: {} } }', says: /^POST \/a/ },
    'all of them, once': { contract: `paths: { ${many} }`, says: /^6 of 6/ },
  },
  passes: {
    'a name': { contract: 'paths: { /a: { get: { operationId: a } } }' },
    'two names': { contract: 'paths: { /a: { get: { operationId: a }, post: { operationId: b } } }' },
    'a webhook': { contract: 'paths: {}\nwebhooks: { paid: { post: {} } }' },
    'a name that two have, which is a finding of its own': {
      contract: 'paths: { /a: { get: { operationId: a }, post: { operationId: a } } }',
    },
  },
});
