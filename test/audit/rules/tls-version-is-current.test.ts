import rule from '../../../src/audit/rules/tls-version-is-current.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: { responses: {} } } }';
const listen = (...tls: readonly string[]) =>
  `listen: [${tls.map((one, i) => `{ address: '127.0.0.1:844${i}', tls: { certificate: a.crt, key: a.key${one} } }`).join(', ')}]`;

describeRule(rule, {
  flags: {
    'certificates of clients over TLS 1.2': {
      contract,
      policy: listen(', clientCa: ca.pem, minVersion: TLSv1.2'),
      severity: 'low',
      at: 'tls',
      says: /127\.0\.0\.1:8440 asks clients for certificates/,
    },
    'by what is built in': { contract, policy: listen(', clientCa: ca.pem') },
    'one of two': { contract, policy: listen('', ', clientCa: ca.pem'), says: /8441/ },
    'the other of two': {
      contract,
      policy: listen(', clientCa: ca.pem', ', clientCa: ca.pem, minVersion: TLSv1.3'),
      says: /8440/,
    },
  },
  passes: {
    'TLS 1.3': { contract, policy: listen(', clientCa: ca.pem, minVersion: TLSv1.3') },
    'clients without certificates': { contract, policy: listen(', minVersion: TLSv1.2') },
    'no TLS': { contract, policy: "listen: [{ address: '127.0.0.1:8080' }]" },
    'no policy': { contract },
  },
});
