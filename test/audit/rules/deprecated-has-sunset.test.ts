import rule from '../../../src/audit/rules/deprecated-has-sunset.js';
import { describeRule } from '../describe-rule.js';

const of = (more = '') => `paths: { /a: { get: { operationId: a, deprecated: true${more} } } }`;
const many = Array.from({ length: 6 }, (_, i) => `/t${i}: { get: { deprecated: true } }`).join(', ');

describeRule(rule, {
  flags: {
    'no end': { contract: of(), at: 'get', severity: 'low', says: /^GET \/a is deprecated, and no day/ },
    'no end in the policy': { contract: of(), policy: 'operations: { a: { roles: any } }', closedBy: 'patch' },
    'a description without a day': { contract: of(', description: Will be removed some day') },
    'all of them, once': { contract: `paths: { ${many} }`, says: /^6 of 6 deprecated/ },
  },
  passes: {
    'an end in the policy': { contract: of(), policy: `operations: { a: { sunset: '2027-01-31' } }` },
    'an end in the contract': { contract: of(`, x-sunset: '2027-01-31'`) },
    'an end in words': { contract: of(', description: Will be removed on 31 January 2027') },
    'an end in each answer': {
      contract: of(`, responses: { '200': { description: A, headers: { Sunset: { schema: { type: string } } } } }`),
    },
    'an operation in use': { contract: 'paths: { /a: { get: { operationId: a } } }' },
    'a webhook': { contract: 'paths: {}\nwebhooks: { paid: { post: { deprecated: true } } }' },
  },
});
