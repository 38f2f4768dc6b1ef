import rule from '../../../src/audit/rules/non-production-is-separate.js';
import { describeRule } from '../describe-rule.js';

const of = (...servers: readonly string[]) =>
  `servers: [{ url: 'https://api.example.com' }, ${servers.join(', ')}]\npaths: { /a: { get: {} } }`;

describeRule(rule, {
  flags: {
    'a staging server': {
      contract: of(`{ url: 'https://staging.example.com' }`),
      at: `{ url: 'https://staging`,
      severity: 'medium',
      closedBy: 'fix',
      says: /^staging\.example\.com is a server for tests/,
    },
    'a server of the developers': { contract: of(`{ url: 'https://api-dev.example.com/v1' }`) },
    'a numbered one': { contract: of(`{ url: 'https://qa2.api.example.com' }`) },
    'a variable': {
      contract: of(`{ url: 'https://{env}.example.com', variables: { env: { default: uat } } }`),
      says: /^uat\.example/,
    },
  },
  passes: {
    'a sandbox': { contract: of(`{ url: 'https://sandbox.example.com' }`) },
    'a test server that is offered to callers': {
      contract: of(`{ url: 'https://test.example.com', description: Sandbox without real payments }`),
    },
    'a word that only begins so': { contract: of(`{ url: 'https://developers.example.com' }`) },
    'a contract of the test server': {
      contract: `servers: [{ url: 'https://test.example.com' }]\npaths: { /a: { get: {} } }`,
    },
    'a path of that name': { contract: of(`{ url: 'https://eu.example.com/test' }`) },
  },
});
