import rule from '../../../src/audit/rules/server-uses-tls.js';
import { describeRule } from '../describe-rule.js';

const server = (url: string) => `servers: [{ url: '${url}' }]\npaths: { /a: { get: {} } }`;

describeRule(rule, {
  flags: {
    http: {
      closedBy: 'fix',
      contract: server('http://api.example.com/v1'),
      severity: 'high',
      says: /http:\/\/api\.example\.com in clear/,
    },
    'in other letters': { contract: server('HTTP://api.example.com') },
    'an address of a private network': { contract: server('http://10.0.0.7:8080') },
    'one of two': {
      contract: `servers: [{ url: 'https://a.example' }, { url: 'http://b.example' }]\npaths: {}`,
      says: /b\.example/,
    },
  },
  passes: {
    https: { contract: server('https://api.example.com') },
    'this machine': { contract: server('http://localhost:3000') },
    'this machine by its address': { contract: server('http://127.0.0.1:4000/api') },
    'an address relative to the contract': { contract: server('/v1') },
    'a template with TLS': { contract: server('https://{region}.example.com') },
  },
});
