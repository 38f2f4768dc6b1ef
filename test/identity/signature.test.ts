import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { isSignedBy } from '../../src/identity/signature.js';

const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const pairs = {
  ES256: ec('P-256'),
  ES384: ec('P-384'),
  ES512: ec('P-521'),
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  EdDSA: ed25519,
  Ed25519: ed25519,
};

const changed = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

for (const [alg, { privateKey, publicKey }] of Object.entries(pairs)) {
  test(`${alg}: what the library signed holds, and nothing that was changed`, async () => {
    const token = await new SignJWT({ sub: 'ada' }).setProtectedHeader({ alg }).sign(privateKey);
    const key = createPublicKey({ key: publicKey.export({ format: 'jwk' }), format: 'jwk' });
    assert.equal(isSignedBy(token, key, alg), true);
    assert.equal(isSignedBy(changed(token, token.indexOf('.') + 4), key, alg), false, 'payload');
    assert.equal(isSignedBy(changed(token, token.lastIndexOf('.') + 4), key, alg), false, 'signature');
    assert.equal(isSignedBy(token.slice(0, token.lastIndexOf('.') + 1), key, alg), false, 'no signature');
  });
}

test('a signature of another algorithm of the same key does not hold', async () => {
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'PS256' }).sign(rsa.privateKey);
  assert.equal(isSignedBy(token, rsa.publicKey, 'RS256'), false);
  assert.equal(isSignedBy(token, rsa.publicKey, 'PS512'), false);
});
