import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { linesOf, modelFrom, projectFrom, shopWith } from './policy-cases.js';

const schemes = (text: string) => `identity: { schemes: { ${text} } }`;

describe('identity', () => {
  test('fills in what a JWT scheme leaves out', () => {
    const policy = schemes('bearerAuth: { issuer: i, audience: a, algorithms: [ES256], jwks: { file: keys.json } }');
    assert.deepEqual(modelFrom({ policy }).schemes.get('bearerAuth'), {
      kind: 'jwt',
      issuer: 'i',
      audience: ['a'],
      algorithms: ['ES256'],
      jwks: { file: path.resolve('keys.json') },
      claims: { subject: 'sub' },
      clockToleranceSeconds: 5,
      node: { file: 'portcullis.yaml', pointer: '/identity/schemes/bearerAuth' },
    });
  });

  test('may name a scheme freely where the contract declares none', () => {
    const contract = shopWith(
      '  securitySchemes:\n    bearerAuth: { type: http, scheme: bearer }\n    keyAuth: { type: apiKey, in: header, name: X-Api-Key }\n',
      '',
    );
    const policy = `${schemes('token: { apiKeys: true }')}\noperations: { getOrder: { authentication: { schemes: [token] } } }`;
    const { operations } = modelFrom({ policy, contract });
    assert.deepEqual(operations.get('getOrder')?.policy.requirements, [[{ scheme: 'token', scopes: [] }]]);
  });
});

const wrong: Readonly<Record<string, readonly [policy: string, ...lines: readonly string[]]>> = {
  'a scheme that the contract does not have': [
    schemes('bearerAuht: { apiKeys: true }'),
    'POLICY_UNKNOWN_NAME portcullis:1:24 The contract has no security scheme "bearerAuht"; did you mean "bearerAuth"?',
  ],
  'half a JWT scheme': [
    schemes('bearerAuth: { issuer: x }'),
    'POLICY_INVALID portcullis:1:24 The scheme lacks audience, algorithms, jwks; issuer, audience, algorithms and jwks, or apiKeys: true',
  ],
  'API keys with an issuer': [
    schemes('keyAuth: { apiKeys: true, issuer: x }'),
    'POLICY_INVALID portcullis:1:50 "issuer" does not go with `apiKeys`',
  ],
  'a tolerance that makes expiry pointless': [
    schemes(
      'bearerAuth: { issuer: x, audience: a, algorithms: [ES256], jwks: { file: k }, clockToleranceSeconds: 301 }',
    ),
    'POLICY_INVALID portcullis:1:125 identity.schemes.bearerAuth.clockToleranceSeconds is too large; a whole number from 0 to 300',
  ],
};

describe('identity that could not work is refused', () => {
  for (const [name, [policy, ...lines]] of Object.entries(wrong)) {
    test(name, () =>
      assert.deepEqual(
        linesOf(() => projectFrom({ policy })),
        lines,
      ),
    );
  }

  test('API keys in the query', () => {
    const contract = shopWith('in: header, name: X-Api-Key', 'in: query, name: key');
    const [line] = linesOf(() => projectFrom({ policy: schemes('keyAuth: { apiKeys: true }'), contract }));
    assert.match(
      line ?? '',
      /^POLICY_INVALID portcullis:1:24 API keys are read from header fields only, and "keyAuth" stands in the query;/,
    );
  });
});
