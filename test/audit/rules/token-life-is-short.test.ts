import rule from '../../../src/audit/rules/token-life-is-short.js';
import { describeRule } from '../describe-rule.js';

import { schemeOf } from '../describe-rule.js';

const contract = schemeOf('{ type: http, scheme: bearer }');
const jwt = (more = '', keys = '') =>
  `identity: { schemes: { main: { issuer: https://login.example.com/, audience: orders, algorithms: [ES256], jwks: { url: https://login.example.com/jwks${keys} }${more} } } }`;

describeRule(rule, {
  flags: {
    'five minutes after their end': {
      contract,
      policy: jwt(', clockToleranceSeconds: 300'),
      severity: 'medium',
      at: 'clockToleranceSeconds',
      says: /300 s after their end/,
    },
    'a little over a minute': { contract, policy: jwt(', clockToleranceSeconds: 61') },
    'keys of a day': {
      contract,
      policy: jwt('', ', cacheSeconds: 86400'),
      at: 'cacheSeconds',
      says: /withdrawn key .* 86400 s/,
    },
    'keys of a little over an hour': { contract, policy: jwt('', ', cacheSeconds: 3601') },
  },
  passes: {
    'nothing said: 5 s': { contract, policy: jwt() },
    'a minute': { contract, policy: jwt(', clockToleranceSeconds: 60') },
    'keys of an hour': { contract, policy: jwt('', ', cacheSeconds: 3600') },
    'keys made here': { contract, policy: 'identity: { schemes: { main: { apiKeys: true } } }' },
  },
});
