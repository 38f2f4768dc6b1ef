import rule from '../../../src/audit/rules/policy-mode-is-enforce.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: { operationId: a } }, /b: { get: { operationId: b } } }';

describeRule(rule, {
  flags: {
    'monitor mode of everything, once': {
      contract,
      policy: 'defaults: { mode: monitor }',
      at: 'mode',
      severity: 'medium',
    },
    'monitor mode of one operation': {
      contract,
      policy: 'operations: { a: { mode: monitor } }',
      at: 'mode',
      says: /only watched/,
    },
    'no mode at all': { contract, policy: 'operations: { b: { mode: off } }', says: /not protected at all/ },
    'monitor mode with one exception': {
      contract,
      policy: 'defaults: { mode: monitor }\noperations: { a: { mode: enforce } }',
    },
  },
  passes: {
    'nothing said: enforce is built in': { contract, policy: 'roles: {}' },
    'enforce mode': { contract, policy: 'defaults: { mode: enforce }' },
    'a monitor default that every operation overrides': {
      contract,
      policy: 'defaults: { mode: monitor }\noperations: { a: { mode: enforce }, b: { mode: enforce } }',
    },
    'no policy': { contract },
  },
});
