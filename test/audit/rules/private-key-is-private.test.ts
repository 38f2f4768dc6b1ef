import rule from '../../../src/audit/rules/private-key-is-private.js';
import { describeEstateRule } from '../describe-estate-rule.js';

const contract = 'openapi: 3.1.0\ninfo: { title: Shop, version: "1" }\npaths: { /a: { get: { responses: {} } } }';
const policy = (more: string) => `version: 1\napis: { shop: { contract: openapi.yaml } }\n${more}`;
const tls = policy("listen: [{ address: '127.0.0.1:8443', tls: { certificate: tls.crt, key: tls.key } }]");
const basic = policy('identity: { schemes: { main: { basic: { file: users.txt } } } }').replace(
  'openapi.yaml',
  'basic.yaml',
);
const basicContract = `${contract}\ncomponents: { securitySchemes: { main: { type: http, scheme: basic } } }`;
const files = (text: string, more: Readonly<Record<string, string>>) => ({
  files: { 'openapi.yaml': contract, 'basic.yaml': basicContract, 'portcullis.yaml': text, ...more },
});

describeEstateRule(rule, {
  flags: {
    'a key that everybody can read': {
      ...files(tls, { 'tls.key': 'x' }),
      modes: { 'tls.key': 0o644 },
      severity: 'high',
      says: /can be read by everybody on the machine \(mode 644\)/,
      at: 'tls.key:1',
    },
    'a key that its group can read': {
      ...files(tls, { 'tls.key': 'x' }),
      modes: { 'tls.key': 0o640 },
      severity: 'medium',
      says: /by its group/,
    },
    'a password file that the group can change': {
      ...files(basic, { 'users.txt': 'x' }),
      modes: { 'users.txt': 0o660 },
      severity: 'high',
      says: /password file can be changed by its group/,
    },
    'a secret that the policy names': {
      ...files(policy("limits: { store: redis, url: '${file:redis.url}' }"), { 'redis.url': 'x' }),
      modes: { 'redis.url': 0o604 },
      severity: 'high',
    },
    'a file of the store': {
      ...files(policy(''), { '.portcullis/control.db': 'x' }),
      modes: { '.portcullis/control.db': 0o644 },
      says: /file of the store/,
    },
  },
  passes: {
    'a key for its owner only': files(tls, { 'tls.key': 'x' }),
    'a key that its owner may only read': { ...files(tls, { 'tls.key': 'x' }), modes: { 'tls.key': 0o400 } },
    'a certificate: everybody has it': {
      ...files(tls, { 'tls.key': 'x', 'tls.crt': 'x' }),
      modes: { 'tls.crt': 0o644 },
    },
    'a key that the policy does not name': {
      ...files(policy(''), { 'other.key': 'x' }),
      modes: { 'other.key': 0o644 },
    },
    'a key that is not there': files(tls, {}),
  },
});
