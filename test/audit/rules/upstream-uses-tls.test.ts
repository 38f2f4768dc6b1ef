import rule from '../../../src/audit/rules/upstream-uses-tls.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: {} } }';
const upstream = (url: string) =>
  `version: 1\napis:\n  shop:\n    contract: openapi.yaml\n    upstream: { url: '${url}' }`;

describeRule(rule, {
  flags: {
    'a name without TLS': {
      contract,
      policy: upstream('http://orders.internal:3000'),
      at: 'url',
      severity: 'medium',
      says: /orders\.internal/,
    },
    'an address of a private network': { contract, policy: upstream('http://10.0.0.7') },
    'with a path': { contract, policy: upstream('http://orders.internal/v1') },
    IPv6: { contract, policy: upstream('http://[fd00::1]:3000') },
  },
  passes: {
    TLS: { contract, policy: upstream('https://orders.internal') },
    'this machine': { contract, policy: upstream('http://127.0.0.1:3000') },
    'this machine, IPv6': { contract, policy: upstream('http://[::1]:3000') },
    'no policy': { contract },
  },
});
