import rule from '../../../src/audit/rules/hsts-is-sent.js';
import { describeRule } from '../describe-rule.js';

const contract =
  "servers: [{ url: 'https://api.example.com' }]\npaths: { /a: { get: { operationId: a, responses: {} } } }";
const cors = "defaults: { cors: { origins: ['https://app.example.com'] } }\n";
const listen = (address: string, more = '') => `${cors}listen: [{ address: '${address}'${more} }]`;

describeRule(rule, {
  flags: {
    'behind something that ends TLS': {
      contract,
      policy: listen('127.0.0.1:8080'),
      severity: 'low',
      at: '{ address',
      says: /behind something else/,
    },
    'in clear text': { contract, policy: listen('0.0.0.0:80'), says: /in clear text/ },
    'one of two': {
      contract,
      policy: `${cors}listen: [{ address: '0.0.0.0:8443', tls: { certificate: a.crt, key: a.key } }, { address: '0.0.0.0:80' }]`,
      says: /:80 serves/,
    },
    'for one operation': {
      contract,
      policy:
        "operations: { a: { cors: { origins: ['https://app.example.com'] } } }\nlisten: [{ address: '127.0.0.1:8080' }]",
    },
  },
  passes: {
    'TLS in the gateway': { contract, policy: listen('0.0.0.0:8443', ', tls: { certificate: a.crt, key: a.key }') },
    'a proxy that is believed': { contract, policy: listen('127.0.0.1:8080', ", trustedProxies: ['127.0.0.1/32']") },
    'no browsers': { contract, policy: "listen: [{ address: '127.0.0.1:8080' }]" },
    'an API without TLS at all': { contract: contract.replace('https', 'http'), policy: listen('127.0.0.1:8080') },
  },
});
