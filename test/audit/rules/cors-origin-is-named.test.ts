import rule from '../../../src/audit/rules/cors-origin-is-named.js';
import { describeRule } from '../describe-rule.js';

const contract = 'paths: { /a: { get: { operationId: a } }, /b: { get: { operationId: b } } }';
const cors = (origin: string, more = '') => `cors: { origins: ['${origin}']${more} }`;

describeRule(rule, {
  flags: {
    'pages without TLS, once for all operations': {
      contract,
      policy: `defaults: { ${cors('http://app.example.com')} }`,
      at: 'cors',
      severity: 'low',
    },
    'with credentials': {
      contract,
      policy: `defaults: { ${cors('http://app.example.com', ', credentials: true')} }`,
      severity: 'high',
    },
    'one operation': { contract, policy: `operations: { a: { ${cors('http://app.example.com')} } }`, says: /GET \/a/ },
    'one of several origins': {
      contract,
      policy: "defaults: { cors: { origins: ['https://app.example.com', 'http://old.example.com'] } }",
      says: /old\.example\.com/,
    },
  },
  passes: {
    'pages with TLS': { contract, policy: `defaults: { ${cors('https://app.example.com', ', credentials: true')} }` },
    'a page of this machine': { contract, policy: `defaults: { ${cors('http://localhost:5173')} }` },
    'no CORS': { contract, policy: 'roles: {}' },
    'no policy': { contract },
  },
});
