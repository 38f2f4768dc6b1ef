import rule from '../../../src/audit/rules/upstream-certificate-is-verified.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: { responses: {} } } }';
const upstream = (url: string, tls = '') =>
  `version: 1\napis:\n  shop:\n    contract: openapi.yaml\n    upstream: { url: '${url}'${tls && `, tls: { ${tls} }`} }`;

describeRule(rule, {
  flags: {
    'verification switched off': {
      contract,
      policy: upstream('https://orders.internal', 'verify: false'),
      severity: 'high',
      at: 'verify',
      says: /orders\.internal/,
    },
    'with an authority that is not asked': {
      contract,
      policy: upstream('https://orders.internal', 'ca: ca.pem, verify: false'),
    },
    'an address': { contract, policy: upstream('https://10.0.0.7', 'verify: false') },
    'on this machine, as a smaller matter': {
      contract,
      policy: upstream('https://127.0.0.1:3443', 'verify: false'),
      severity: 'low',
    },
  },
  passes: {
    'nothing said: it is verified': { contract, policy: upstream('https://orders.internal') },
    'an authority of its own': { contract, policy: upstream('https://orders.internal', 'ca: ca.pem') },
    'verification switched on': { contract, policy: upstream('https://orders.internal', 'verify: true') },
    'no TLS, which another rule is about': { contract, policy: upstream('http://orders.internal', 'verify: false') },
  },
});
