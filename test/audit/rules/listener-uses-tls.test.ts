import rule from '../../../src/audit/rules/listener-uses-tls.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: {} } }';
const listen = (...addresses: readonly string[]) =>
  `listen: [${addresses.map((one) => `{ address: '${one}' }`).join(', ')}]`;

describeRule(rule, {
  flags: {
    'all addresses': {
      contract,
      policy: listen('0.0.0.0:8080'),
      at: '{ address',
      severity: 'high',
      says: /0\.0\.0\.0:8080/,
    },
    'all addresses, IPv6': { contract, policy: listen('[::]:8080') },
    'a private address': { contract, policy: listen('10.0.0.7:8080') },
    'one of two': { contract, policy: listen('127.0.0.1:8080', '192.168.1.2:8080'), says: /192\.168\.1\.2/ },
  },
  passes: {
    'this machine': { contract, policy: listen('127.0.0.1:8080') },
    'this machine, IPv6': { contract, policy: listen('[::1]:8080') },
    TLS: { contract, policy: "listen: [{ address: '0.0.0.0:8443', tls: { certificate: a.crt, key: a.key } }]" },
    'nothing said: this machine is built in': { contract, policy: 'roles: {}' },
  },
});
