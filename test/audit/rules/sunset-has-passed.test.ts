import rule from '../../../src/audit/rules/sunset-has-passed.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: { operationId: a } }, /b: { get: { operationId: b } } }';
const sunset = (day: string) => `operations: { a: { sunset: ${day} } }`;

describeRule(rule, {
  flags: {
    'a day in the past': {
      contract,
      policy: sunset("'2026-01-31'"),
      at: 'sunset',
      severity: 'low',
      says: /GET \/a ended on 2026-01-31/,
    },
    'today, from which it is refused': { contract, policy: sunset("'2026-11-25'") },
    yesterday: { contract, policy: sunset("'2026-11-24'") },
    'a day years ago': { contract, policy: sunset("'2019-01-01'") },
  },
  passes: {
    tomorrow: { contract, policy: sunset("'2026-11-26'") },
    'a day next year': { contract, policy: sunset("'2027-11-24'") },
    'no end': { contract, policy: 'roles: {}' },
    'no policy': { contract },
  },
});
