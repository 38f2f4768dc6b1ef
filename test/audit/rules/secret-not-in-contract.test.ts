import assert from 'node:assert/strict';
import { it } from 'node:test';
import rule from '../../../src/audit/rules/secret-not-in-contract.js';
import { auditOf, bodyOf, describeRule } from '../describe-rule.js';

/** Written in two halves, so that no scanner takes this file for a leak. */
const awsKey = ['AKIA', 'QZ7TNR4WXB5KLD3J'].join('');
const githubToken = ['ghp', 'k3Rv9QxT1mZ8bWc5YpLs2HdNf7GjA4uE6oBi'].join('_');
const stripeKey = ['sk', 'live', '9fKq2LzRw7TnXbV4mHcYdP3s'].join('_');
const randomKey = 'q7VzR2mKx9TbLw4NcYpD8sHf';
const token = (exp: number) =>
  [
    'eyJhbGciOiJIUzI1NiJ9',
    Buffer.from(JSON.stringify({ sub: 'ann', exp })).toString('base64url'),
    'k3Rv9QxT1mZ8bWc5YpLs2HdNf7GjA4uE',
  ].join('.');

const example = (text: string) => bodyOf(`{ type: string, example: '${text}' }`);

describeRule(rule, {
  flags: {
    'a key of a cloud in an example': {
      closedBy: 'fix',
      contract: example(awsKey),
      at: 'example',
      severity: 'critical',
      says: /AWS access key/,
    },
    'a token in a description': {
      contract: bodyOf(`{ type: string, description: 'Use ${githubToken} to try it' }`),
      at: 'description',
    },
    'a payment key in a list of examples': {
      contract: bodyOf(`{ type: string, examples: ['a', '${stripeKey}'] }`),
      says: /Stripe/,
    },
    'a random default of an API key': {
      contract: bodyOf(`{ type: object, properties: { apiKey: { type: string, default: ${randomKey} } } }`),
      at: 'default',
    },
    'a token that has not expired': { contract: example(token(4_102_444_800)), says: /JSON Web Token/ },
  },
  passes: {
    'the key of the documentation': { contract: example(['AKIA', 'IOSFODNN7EXAMPLE'].join('')) },
    'a placeholder of the right length': { contract: example(`ghp_${'x'.repeat(36)}`) },
    'a counted placeholder': { contract: example(['ghp', 'abcdefghijklmnopqrstuvwxyz0123456789'].join('_')) },
    'a token that has expired': { contract: example(token(1_500_000_000)) },
    'a random id': {
      contract: bodyOf(`{ type: object, properties: { orderId: { type: string, default: ${randomKey} } } }`),
    },
    'a pattern for keys': { contract: bodyOf("{ type: string, pattern: '^sk_live_[A-Za-z0-9]{24}$' }") },
    'a test key': { contract: example(['sk', 'test', '9fKq2LzRw7TnXbV4mHcYdP3s'].join('_')) },
  },
});

it('never shows the value', async () => {
  const { run } = await auditOf({ contract: example(githubToken) }, { rules: [rule] });
  assert.equal(run.findings.length, 1);
  assert.doesNotMatch(JSON.stringify(run), /k3Rv9QxT/);
});
