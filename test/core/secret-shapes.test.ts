import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { entropyOf, findSecret, looksLikeKey, secretIn } from '../../src/core/secret-shapes.js';

let state = 20_260_101;
const random = (length: number, alphabet: string): string =>
  Array.from({ length }, () => alphabet[(state = (state * 48_271) % 2_147_483_647) % alphabet.length]).join('');
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const mixed = `${capitals}abcdefghijklmnopqrstuvwxyz0123456789`;
const hex = '0123456789abcdef';

/** Made here, so that no scanner takes this file for a leak. */
const made: readonly (readonly [what: string, make: () => string])[] = [
  ['AWS access key', () => `AKIA${random(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`],
  ['GitHub token', () => `ghp_${random(36, mixed)}`],
  ['GitLab token', () => `glpat-${random(20, mixed)}`],
  ['Stripe key', () => `sk_live_${random(24, mixed)}`],
  ['Google API key', () => `AIza${random(35, mixed)}`],
  ['npm token', () => `npm_${random(36, mixed)}`],
  ['SendGrid key', () => `SG.${random(22, mixed)}.${random(43, mixed)}`],
  ['DigitalOcean token', () => `dop_v1_${random(64, hex)}`],
  ['private key', () => `-----BEGIN PRIVATE KEY-----\n${random(200, mixed)}\n-----END PRIVATE KEY-----`],
];

describe('a credential is found where it stands', () => {
  for (const [what, make] of made) {
    it(what, () => {
      const secret = make();
      const found = findSecret(`{"note":"it is ${secret} indeed"}`)!;
      assert.equal(found.what, what);
      assert.equal(found.offset, 15);
    });
  }
});

test('placeholders, samples and runs are none', () => {
  for (const text of [
    'AKIAIOSFODNN7EXAMPLE',
    `ghp_${'x'.repeat(36)}`,
    'sk_live_your_key_goes_here_1234',
    `npm_${'abcdefghijklmnopqrstuvwxyz0123456789'}`,
    'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
    '16380f45-9f8c-408f-b2f6-261afb889bf3',
    'The quick brown fox jumps over the lazy dog',
  ]) {
    assert.equal(findSecret(text), undefined, text);
  }
});

test('a token counts while it has not expired', () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (exp: string): string =>
    `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: 'zoe', exp: Date.parse(exp) / 1000 })}.${random(43, mixed)}`;
  assert.match(secretIn(token('2027-01-01'), '2026-06-01')!, /JSON Web Token/);
  assert.equal(secretIn(token('2026-01-01'), '2026-06-01'), undefined);
});

test('random texts are told from words by what each character says', () => {
  assert.equal(entropyOf('aaaa'), 0);
  assert.equal(entropyOf('abab'), 1);
  assert.equal(looksLikeKey(random(40, mixed)), true);
  assert.equal(looksLikeKey('correcthorsebatterystaple'), false);
});
