import rule from '../../../src/audit/rules/jwt-audience-and-issuer-are-checked.js';
import { describeRule } from '../describe-rule.js';

import { schemeOf } from '../describe-rule.js';

const contract = schemeOf('{ type: http, scheme: bearer }');
const jwt = (audience: string) =>
  `identity: { schemes: { main: { issuer: https://login.example.com/, audience: ${audience}, algorithms: [ES256], jwks: { url: https://login.example.com/jwks } } } }`;
const asked = (more: string) =>
  `identity: { schemes: { main: { ${more} introspection: { url: https://login.example.com/i, clientId: a, clientSecret: '\${env:SECRET}' } } } }`;

describeRule(rule, {
  flags: {
    'an audience that every service has': {
      contract,
      policy: jwt('account'),
      severity: 'medium',
      at: 'audience',
      says: /"account"/,
    },
    'one of several': { contract, policy: jwt('[orders, api]'), says: /"api"/ },
    'tokens that are asked about, of whomever': {
      contract,
      policy: asked(''),
      severity: 'high',
      says: /issuer and audience/,
    },
    'tokens that are asked about, for whomever': {
      contract,
      policy: asked('issuer: https://login.example.com/,'),
      says: /look at the audience/,
    },
    'tokens that are asked about, from whomever': {
      contract,
      policy: asked('audience: orders,'),
      severity: 'medium',
      says: /look at the issuer/,
    },
  },
  passes: {
    'an audience of its own': { contract, policy: jwt('orders') },
    'an address': { contract, policy: jwt('https://api.example.com') },
    'tokens that are asked about, with both': {
      contract,
      policy: asked('issuer: https://login.example.com/, audience: orders,'),
    },
    keys: { contract, policy: 'identity: { schemes: { main: { apiKeys: true } } }' },
  },
});
