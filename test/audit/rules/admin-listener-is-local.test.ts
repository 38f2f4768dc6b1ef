import rule from '../../../src/audit/rules/admin-listener-is-local.js';
import { describeEstateRule } from '../describe-estate-rule.js';

const compose = (...ports: readonly string[]) => ({
  files: {
    'compose.yaml': `services:\n  db:\n    image: postgres:17\n    ports:\n${ports.map((one) => `      - ${one}\n`).join('')}`,
  },
});
const contract = 'openapi: 3.1.0\ninfo: { title: Shop, version: "1" }\npaths: { /a: { get: { responses: {} } } }';
const authorizer = (address: string, range: string) => ({
  files: {
    'openapi.yaml': contract,
    'portcullis.yaml': `version: 1\napis: { shop: { contract: openapi.yaml } }\nlisten: [{ address: '${address}', kind: authorizer, trust: ['${range}'] }]`,
  },
});

describeEstateRule(rule, {
  flags: {
    'a database on all addresses': {
      ...compose("'5432:5432'"),
      severity: 'high',
      says: /^PostgreSQL \(service db, port 5432\) is published on all addresses$/,
      at: 'compose.yaml:5',
    },
    'under another number': { ...compose("'15432:5432'"), says: /PostgreSQL/ },
    'an address of the network': { ...compose("'192.168.1.5:6379:6379'"), says: /Redis .* on 192\.168\.1\.5/ },
    'the long form': compose('{ target: 27017, published: 27017 }'),
    'a debugger': {
      files: { Dockerfile: 'FROM node:24\nCMD ["node", "--inspect=0.0.0.0:9229", "app.js"]\n' },
      says: /debugger/,
      at: 'Dockerfile:2',
    },
    'an authorizer that everybody may ask': {
      ...authorizer('0.0.0.0:9000', '0.0.0.0/0'),
      says: /authorizer at 0\.0\.0\.0:9000/,
    },
  },
  passes: {
    'this machine only': compose("'127.0.0.1:5432:5432'"),
    'not published': compose("'5432'"),
    'the API itself': compose("'8080:8080'", "'443:8443'"),
    'a debugger on this machine': {
      files: { Dockerfile: 'FROM node:24\nCMD ["node", "--inspect=127.0.0.1:9229", "app.js"]\n' },
    },
    'an authorizer for one machine': authorizer('0.0.0.0:9000', '10.0.0.5/32'),
  },
});
