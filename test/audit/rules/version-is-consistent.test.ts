import rule from '../../../src/audit/rules/version-is-consistent.js';
import { describeRule } from '../describe-rule.js';

const of = (version: string, server: string, path = '/a') => `openapi: 3.1.0
info: { title: Shop, version: '${version}' }
servers: [{ url: '${server}' }]
paths: { ${path}: { get: {} } }`;

describeRule(rule, {
  flags: {
    'a server of another version': {
      contract: of('3.1.0', 'https://api.example.com/v2'),
      at: 'version',
      severity: 'info',
      says: /^The contract is of version 3, its addresses say v2$/,
    },
    'paths of another version': { contract: of('2.0', 'https://api.example.com', '/v1/a') },
    'a version with a letter': { contract: of('v2.1', 'https://api.example.com/v1') },
    'a version with parts in the address': { contract: of('2.4.1', 'https://api.example.com/v1.0/') },
  },
  passes: {
    'the same version': { contract: of('2.3.1', 'https://api.example.com/v2') },
    'no version in the address': { contract: of('2.3.1', 'https://api.example.com/orders') },
    'a date': { contract: of('2026-01-31', 'https://api.example.com/v2') },
    'a first draft': { contract: of('0.9.0', 'https://api.example.com/v1') },
    'one of several versions': { contract: of('2.0.0', 'https://api.example.com/v1', '/v2/a') },
    'a single number': { contract: of('7', 'https://api.example.com/v1') },
  },
});
