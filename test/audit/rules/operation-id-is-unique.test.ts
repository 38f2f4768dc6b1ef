import rule from '../../../src/audit/rules/operation-id-is-unique.js';
import { describeRule } from '../describe-rule.js';

describeRule(rule, {
  flags: {
    'two methods of one path': {
      contract: 'paths: { /a: { get: { operationId: a }, post: { operationId: a } } }',
      at: 'operationId',
      severity: 'medium',
      says: /both called "a"/,
    },
    'two paths': { contract: 'paths: { /a: { get: { operationId: a } }, /b: { get: { operationId: a } } }' },
    'three of them, once': {
      contract:
        'paths: { /a: { get: { operationId: a } }, /b: { get: { operationId: a } }, /c: { get: { operationId: a } } }',
    },
    'with quotes': { contract: `paths: { /a: { get: { operationId: "x y" } }, /b: { get: { operationId: 'x y' } } }` },
  },
  passes: {
    'different ids': { contract: 'paths: { /a: { get: { operationId: a }, post: { operationId: b } } }' },
    'no ids': { contract: 'paths: { /a: { get: {}, post: {} } }' },
    'ids that differ in case': { contract: 'paths: { /a: { get: { operationId: a }, post: { operationId: A } } }' },
    'an example with that key': {
      contract: `paths: { /a: { get: { operationId: a }, post: { operationId: b, requestBody: { content: { application/json: { example: { operationId: a } } } } } } }`,
    },
  },
});
