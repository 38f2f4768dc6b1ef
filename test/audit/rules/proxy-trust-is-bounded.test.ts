import rule from '../../../src/audit/rules/proxy-trust-is-bounded.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: { responses: {} } } }';
const trust = (...ranges: readonly string[]) =>
  `listen: [{ address: '0.0.0.0:8080', trustedProxies: [${ranges.map((one) => `'${one}'`).join(', ')}] }]`;

describeRule(rule, {
  flags: {
    everybody: {
      contract,
      policy: trust('0.0.0.0/0'),
      severity: 'high',
      at: "'0.0.0.0/0'",
      says: /believes everybody/,
    },
    'everybody with IPv6': { contract, policy: trust('10.0.0.1/32', '::/0'), severity: 'high', at: "'::/0'" },
    'a half of the world': {
      contract,
      policy: trust('128.0.0.0/1'),
      severity: 'medium',
      says: /all of 128\.0\.0\.0\/1/,
    },
    'a large network of a provider': { contract, policy: trust('52.0.0.0/8') },
  },
  passes: {
    'one proxy': { contract, policy: trust('203.0.113.7/32') },
    'networks of its own': { contract, policy: trust('10.0.0.0/8', '192.168.0.0/16', 'fd00::/8') },
    'a network of a provider': { contract, policy: trust('173.245.48.0/20', '2400:cb00::/32') },
    nobody: { contract, policy: "listen: [{ address: '0.0.0.0:8080' }]" },
  },
});
