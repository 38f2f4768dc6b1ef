import rule from '../../../src/audit/rules/suppression-has-not-expired.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: { operationId: a } } }';
const accepted = (expires: string, ruleId = 'operation-requires-auth') =>
  `suppressions: [{ rule: ${ruleId}, where: a, reason: 'Data is published anyway', expires: '${expires}' }]`;

describeRule(rule, {
  flags: {
    'one that ended': {
      contract,
      policy: accepted('2026-10-01'),
      severity: 'medium',
      says: /operation-requires-auth at a expired on 2026-10-01/,
    },
    'one that ended yesterday': { contract, policy: accepted('2026-11-24') },
    'one for a check of the pentest': { contract, policy: accepted('2026-11-24', 'bola-read') },
    'an old one': { contract, policy: accepted('2021-01-01') },
  },
  passes: {
    'one that holds': { contract, policy: accepted('2026-12-24') },
    'its last day': { contract, policy: accepted('2026-11-25') },
    none: { contract, policy: 'roles: {}' },
    'no policy': { contract },
  },
});
