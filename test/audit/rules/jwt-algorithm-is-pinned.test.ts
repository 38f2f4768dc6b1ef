import rule from '../../../src/audit/rules/jwt-algorithm-is-pinned.js';
import { describeRule } from '../describe-rule.js';

import { schemeOf } from '../describe-rule.js';

const contract = schemeOf('{ type: http, scheme: bearer, bearerFormat: JWT }');
const jwt = (algorithms: string) =>
  `identity: { schemes: { main: { issuer: https://login.example.com/, audience: orders, algorithms: [${algorithms}], jwks: { url: https://login.example.com/jwks } } } }`;

describeRule(rule, {
  flags: {
    'two kinds of keys': {
      contract,
      policy: jwt('ES256, RS256'),
      severity: 'medium',
      at: 'algorithms',
      says: /2 kinds of keys: ES256, RS256/,
    },
    'three kinds': { contract, policy: jwt('ES256, RS256, EdDSA'), says: /3 kinds/ },
    'a contract that says: none': {
      contract: schemeOf('{ type: http, scheme: bearer, bearerFormat: JWT (alg none) }'),
      severity: 'critical',
    },
    'in its description': {
      contract: schemeOf('{ type: http, scheme: bearer, description: Tokens use the algorithm none in tests }'),
      severity: 'critical',
    },
  },
  passes: {
    'one algorithm': { contract, policy: jwt('ES256') },
    'two of one kind': { contract, policy: jwt('RS256, PS256') },
    keys: { contract, policy: 'identity: { schemes: { main: { apiKeys: true } } }' },
    'none of something else': {
      contract: schemeOf(
        '{ type: http, scheme: bearer, description: Clients choose the algorithm. Defaults are none of your business }',
      ),
    },
    'no policy': { contract },
  },
});
