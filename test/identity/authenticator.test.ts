import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelOf, verifiersOf } from '../gateway/guard-fixture.js';

const schemes = {
  bearer: { type: 'http', scheme: 'bearer' },
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  basic: { type: 'http', scheme: 'basic' },
};
const contract = { components: { securitySchemes: schemes }, paths: {} };
const jwt = (url: string) => ({
  issuer: 'https://id.test',
  audience: 'a',
  algorithms: ['ES256'],
  jwks: { url, cacheSeconds: 600 },
  claims: { subject: 'sub' },
});
const apiKeys = { store: { find: () => undefined }, pepper: Buffer.alloc(32, 1) };

test('every scheme that the policy configures has a verifier that reads it from where the contract says', async () => {
  const identity = { schemes: { bearer: jwt('https://id.test/jwks'), key: { apiKeys: true } } };
  const verifiers = verifiersOf(await modelOf(contract, { identity }), { apiKeys });
  assert.deepEqual([...verifiers.keys()].sort(), ['bearer', 'key']);
  assert.deepEqual(
    [verifiers.get('bearer')?.challenges, verifiers.get('bearer')?.headers],
    [
      ['Bearer', 'DPoP'],
      ['authorization', 'dpop'],
    ],
  );
  assert.deepEqual([verifiers.get('key')?.challenges, verifiers.get('key')?.headers], [['ApiKey'], ['x-key']]);
  for (const verifier of verifiers.values()) verifier.close();
});

test('absent values: without a key store, or for a credential that cannot be read, there is no verifier', async () => {
  const identity = { schemes: { key: { apiKeys: true } } };
  assert.equal(verifiersOf(await modelOf(contract, { identity }), {}).size, 0);
  await assert.rejects(modelOf(contract, { identity: { schemes: { basic: { apiKeys: true } } } }), {
    code: 'POLICY_INVALID',
    message: 'The contract declares "basic" in another way',
  });
});

test('keys of an issuer are not fetched in the clear from another machine', async () => {
  const model = await modelOf(contract, { identity: { schemes: { bearer: jwt('https://id.test/jwks') } } });
  const policy = model.schemes.get('bearer')!;
  for (const url of [
    'http://id.test/jwks',
    'http://127.0.0.1.evil.test/',
    'http://localhost.evil.test/',
    'ftp://127.0.0.1/',
  ]) {
    const changed = {
      ...model,
      schemes: new Map([['bearer', { ...policy, jwks: { url, cacheSeconds: 1 } }]]),
    } as typeof model;
    assert.throws(() => verifiersOf(changed, {}), { code: 'POLICY_INVALID' }, url);
  }
});
