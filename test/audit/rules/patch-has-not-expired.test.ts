import rule from '../../../src/audit/rules/patch-has-not-expired.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: { operationId: a } }, /b: { get: { operationId: b } } }';
const patch = (expires: string, id = 'p1') =>
  `{ id: ${id}, because: 0123456789abcdef, operation: a, guard: body-limit, set: { bodyLimitBytes: 10 }, expires: '${expires}' }`;

describeRule(rule, {
  flags: {
    'a patch that ended': {
      contract,
      policy: 'roles: {}',
      patches: `[${patch('2026-10-01')}]`,
      severity: 'high',
      says: /"p1" of a expired/,
    },
    'a patch that ended yesterday': {
      contract,
      policy: 'roles: {}',
      patches: `[${patch('2026-11-24')}]`,
      severity: 'medium',
    },
    'a patch whose week of grace is over': {
      contract,
      policy: 'roles: {}',
      patches: `[${patch('2026-11-17')}]`,
      severity: 'high',
    },
    'one of two': {
      contract,
      policy: 'roles: {}',
      patches: `[${patch('2027-01-01')}, ${patch('2026-01-01', 'p2')}]`,
      says: /"p2"/,
    },
    'an old one': { contract, policy: 'roles: {}', patches: `[${patch('2024-01-01')}]` },
  },
  passes: {
    'a patch that holds': { contract, policy: 'roles: {}', patches: `[${patch('2026-12-24')}]` },
    'its last day': { contract, policy: 'roles: {}', patches: `[${patch('2026-11-25')}]` },
    'no patches': { contract, policy: 'roles: {}' },
    'no policy': { contract },
  },
});
