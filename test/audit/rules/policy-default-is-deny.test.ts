import rule from '../../../src/audit/rules/policy-default-is-deny.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: {} } }';

describeRule(rule, {
  flags: {
    'unknown calls allowed': {
      contract,
      policy: 'defaults: { unknownOperations: allow }',
      at: 'unknownOperations',
      severity: 'high',
    },
    'among other defaults': { contract, policy: 'defaults: { mode: enforce, unknownOperations: allow, roles: any }' },
    'in monitor mode': { contract, policy: 'defaults: { unknownOperations: allow, mode: monitor }' },
    'written as a block': { contract, policy: 'defaults:\n  unknownOperations: allow', at: 'unknownOperations' },
  },
  passes: {
    'unknown calls denied': { contract, policy: 'defaults: { unknownOperations: deny }' },
    'nothing said: deny is built in': { contract, policy: 'defaults: { mode: enforce }' },
    'no defaults': { contract, policy: 'roles: {}' },
    'no policy': { contract },
  },
});
