import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { bearerReader, credentialReader, headerReader } from '../../src/identity/credential-reader.js';
import { normalTarget } from '../../src/identity/dpop.js';
import { jwtVerifier } from '../../src/identity/jwt.js';
import { makeProofCheck } from '../../src/identity/dpop.js';
import type { JwtPolicy } from '../../src/model/types.js';
import { fuzz, textOf } from './fuzz.js';

const policy: JwtPolicy = {
  kind: 'jwt',
  issuer: 'https://id.test',
  audience: ['https://api.test'],
  algorithms: ['ES256'],
  jwks: { url: 'unused', cacheSeconds: 600 },
  claims: { subject: 'sub', roles: 'roles', tenant: 'org' },
  clockToleranceSeconds: 5,
  node: { file: 'portcullis.yaml', pointer: '' },
};
const noKeys = {
  generation: 0,
  find: async () => ({ state: 'unknown' as const, keys: [] }),
  warm: async () => undefined,
  close: () => undefined,
};
const clock = { now: () => Date.now() };

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = fc.record(
  {
    alg: fc.constantFrom('none', 'ES256', 'HS256', 'RS256', '', 7),
    typ: fc.constantFrom('JWT', 'at+jwt', 'dpop+jwt', null),
    crit: fc.constantFrom<unknown>(['exp'], [], 'x'),
    jwk: fc.oneof(fc.constantFrom<unknown>({ kty: 'oct', k: 'a' }, { kty: 'EC', crv: 'P-256' }), fc.jsonValue()),
    kid: fc.jsonValue({ maxDepth: 1 }),
    zip: fc.constant('DEF'),
  },
  { requiredKeys: [] },
);
const jws = fc
  .tuple(fc.oneof(header, fc.jsonValue()), fc.jsonValue({ maxDepth: 3 }), fc.base64String({ maxLength: 90 }))
  .map(([head, payload, signature]) => `${base64(head)}.${base64(payload)}.${signature.replace(/[+/=]/g, '_')}`);
const tokens = fc.oneof(jws, textOf('.', '=', 'eyJhbGciOiJub25lIn0', '_', '-', 'a', ' ', ',', 'Bearer '));

test('no token that was made up is verified, and none makes a verifier throw', async () => {
  const verifier = jwtVerifier({ scheme: 'oidc', policy, reader: bearerReader(), keys: noKeys, clock });
  const seconds = Number(process.env.PORTCULLIS_FUZZ_SECONDS ?? 1.2);
  const property = fc.asyncProperty(tokens, async (token) => {
    const outcome = await verifier.verify({ headers: { authorization: `Bearer ${token}` }, query: '' });
    assert.notEqual(outcome.state, 'verified');
  });
  await fc.assert(property, { interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false, numRuns: 1e7 });
  verifier.close();
});

test('no proof that was made up holds, and none makes the check throw', async () => {
  const check = makeProofCheck({ clock, publicUrl: undefined });
  const seconds = Number(process.env.PORTCULLIS_FUZZ_SECONDS ?? 1.2);
  const property = fc.asyncProperty(tokens, async (proof) => {
    const source = { headers: { dpop: proof, host: 'a' }, query: '', method: 'GET', path: '/x' };
    assert.notEqual(await check({ token: 't', thumbprint: 'x', source }), undefined);
  });
  await fc.assert(property, { interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false, numRuns: 1e7 });
});

test('a credential that is read stands once in the request', () => {
  const cookie = credentialReader(
    { type: 'apiKey', in: 'cookie', parameter: 'sid', name: 'session' } as unknown as Parameters<
      typeof credentialReader
    >[0],
    { kind: 'apiKeys' },
  )!;
  fuzz(textOf('sid=', 'sid', 'a', ';', ' ', '=', '"', ','), (field) => {
    const read = cookie.read({ headers: { cookie: field }, query: '' });
    const times = field.split(';').filter((pair) => pair.trim().startsWith('sid=')).length;
    assert.equal(read.state === 'absent', times === 0, field);
    if (read.state === 'present') assert.equal(times, 1);
  });
  fuzz(textOf('Bearer ', 'bearer', 'Basic ', 'DPoP ', ' ', ',', 'a', '\t'), (authorization) => {
    const read = bearerReader().read({ headers: { authorization }, query: '' });
    if (read.state === 'present') assert.match(authorization, /^\s*bearer\s+\S+\s*$/i);
  });
  fuzz(fc.string(), (value) => void headerReader('x-key').read({ headers: { 'x-key': value }, query: '' }));
});

test('the address of a proof has one spelling', () => {
  fuzz(textOf('http://', 'https://', 'a.test', ':443', '/', '%41', '%2f', '?', '#', '@', '..', 'A'), (text) => {
    const once = normalTarget(text);
    if (once !== undefined) assert.equal(normalTarget(once), once);
  });
});
