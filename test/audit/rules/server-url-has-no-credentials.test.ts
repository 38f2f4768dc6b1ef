import assert from 'node:assert/strict';
import { it } from 'node:test';
import rule from '../../../src/audit/rules/server-url-has-no-credentials.js';
import { auditOf, describeRule } from '../describe-rule.js';

const server = (url: string) => `servers: [{ url: '${url}' }]\npaths: { /a: { get: {} } }`;

describeRule(rule, {
  flags: {
    'user and password': {
      closedBy: 'fix',
      contract: server('https://ann:h7Gq2p@api.example.com'),
      severity: 'critical',
      says: /api\.example\.com/,
    },
    'with a port': { contract: server('https://ann:h7Gq2p@api.example.com:8443/v1') },
    'in clear text': { contract: server('http://svc:h7Gq2p@10.0.0.7') },
    'of this machine': { contract: server('http://svc:h7Gq2p@localhost:3000') },
  },
  passes: {
    'no user': { contract: server('https://api.example.com') },
    'a user without a password': { contract: server('https://ann@api.example.com') },
    placeholders: { contract: server('https://{user}:{password}@api.example.com') },
    'the words for them': { contract: server('https://user:password@api.example.com') },
    'an at sign in the path': { contract: server('https://api.example.com/a:b@c') },
  },
});

it('keeps the password out of the message', async () => {
  const { run } = await auditOf({ contract: server('https://ann:h7Gq2p@api.example.com') }, { rules: [rule] });
  assert.doesNotMatch(JSON.stringify(run), /h7Gq2p/);
});
