import rule from '../../../src/audit/rules/token-keys-use-tls.js';
import { describeRule, schemeOf } from '../describe-rule.js';

const contract = schemeOf('{ type: http, scheme: bearer }');
const keys = (jwks: string) =>
  `identity: { schemes: { main: { issuer: 'https://login.example.com/', audience: shop, algorithms: [ES256], jwks: ${jwks} } } }`;

describeRule(rule, {
  flags: {
    'keys without TLS': {
      contract,
      policy: keys("{ url: 'http://login.example.com/jwks' }"),
      at: 'main',
      severity: 'high',
    },
    'keys of a private address': { contract, policy: keys("{ url: 'http://10.0.0.7/jwks' }"), says: /10\.0\.0\.7/ },
    'with a port': { contract, policy: keys("{ url: 'http://login.internal:8080/jwks' }") },
    'remembered for a day': { contract, policy: keys("{ url: 'http://login.internal/jwks', cacheSeconds: 86400 }") },
  },
  passes: {
    'keys with TLS': { contract, policy: keys("{ url: 'https://login.example.com/jwks' }") },
    'keys of this machine': { contract, policy: keys("{ url: 'http://127.0.0.1:4000/jwks' }") },
    'API keys': { contract, policy: 'identity: { schemes: { main: { apiKeys: true } } }' },
    'no policy': { contract },
  },
});
