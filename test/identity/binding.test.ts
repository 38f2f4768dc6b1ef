import assert from 'node:assert/strict';
import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { after, before, test, type TestContext } from 'node:test';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { normalTarget } from '../../src/identity/dpop.js';
import { makeReplayMemory } from '../../src/identity/replay-memory.js';
import { makeAuthority, type Issued } from './authority.js';
import { startGuarded, type Guarded } from './guarded.js';
import { claims, makeKey, sign, startIssuer, type Issuer, type TestKey } from './jwks-server.js';

let issuer: Issuer;
let key: TestKey;
let client: TestKey;
let jkt: string;
let server: Issued;
let own: Issued;
let other: Issued;

before(async () => {
  issuer = await startIssuer();
  [key, client] = await Promise.all([makeKey('es-1', 'ES256'), makeKey('client', 'ES256')]);
  issuer.keys = [key.jwk];
  jkt = await calculateJwkThumbprint(client.jwk);
  const root = await makeAuthority();
  [server, own, other] = await Promise.all([root.issue({ name: '127.0.0.1' }), root.issue(), root.issue()]);
});
after(() => issuer.close());

async function start(t: TestContext, policy: Record<string, unknown> = {}, tls = false): Promise<Guarded> {
  const jwt = { issuer: claims.iss, audience: claims.aud, algorithms: ['ES256'], jwks: { url: issuer.url } };
  const files = { certificate: server.certificate, key: server.key, clientCa: '', clientCertificate: 'optional' };
  return startGuarded(t, {
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    operations: { orders: [{ token: [] }], others: [{ token: [] }] },
    schemes: { token: { ...jwt, ...policy } },
    ...(tls ? { tls: { ...files, clientCertificate: 'optional' } } : {}),
  });
}

interface ProofFacts {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly signer?: TestKey;
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** A proof for `GET /orders` that is right unless the facts say otherwise. */
async function proofFor(origin: string, token: string, facts: ProofFacts = {}): Promise<string> {
  const { signer = client } = facts;
  const now = Math.floor(Date.now() / 1_000);
  const right = { jti: randomUUID(), htm: 'GET', htu: `${origin}/orders`, iat: now, ath: hashOf(token) };
  const payload = Object.fromEntries(
    Object.entries({ ...right, ...facts.claims }).filter(([, value]) => value !== undefined),
  );
  const { kty, crv, x, y } = signer.jwk;
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } as JWK, ...facts.header };
  return new SignJWT(payload).setProtectedHeader(header).sign(signer.privateKey);
}

const proven = (token: string, dpop: string, scheme = 'DPoP') => ({
  headers: { authorization: `${scheme} ${token}`, dpop },
});

test('a token that is bound to a key passes with its proof, once for each proof', async (t) => {
  const { call, origin } = await start(t);
  const token = await sign(key, { cnf: { jkt } });
  const proof = await proofFor(origin, token);
  assert.equal((await call('/orders', proven(token, proof))).status, 200);
  const again = await call('/orders', proven(token, proof));
  assert.deepEqual([again.status, again.code], [401, 'credential-invalid']);
  assert.match(again.challenge!, /DPoP realm="test", error="invalid_dpop_proof", algs="/);
  assert.equal((await call('/orders', proven(token, await proofFor(origin, token)))).status, 200);
  const asked = await proofFor(origin, token, { claims: { htu: `${origin}/orders?page=1#x` } });
  assert.equal((await call('/orders?page=2', proven(token, asked))).status, 200, 'the query does not count');
});

test('proofs that are wrong in one way are refused', async (t) => {
  const { call, origin } = await start(t);
  const token = await sign(key, { cnf: { jkt } });
  const stranger = await makeKey('x', 'ES256');
  const privateJwk = await exportJWK(client.privateKey);
  const now = Math.floor(Date.now() / 1_000);
  const rows: [string, ProofFacts][] = [
    ['another method', { claims: { htm: 'POST' } }],
    ['another path', { claims: { htu: `${origin}/others` } }],
    ['another host', { claims: { htu: 'http://evil.test/orders' } }],
    ['another protocol', { claims: { htu: `${origin.replace('http', 'https')}/orders` } }],
    ['no address', { claims: { htu: undefined } }],
    ['no id', { claims: { jti: undefined } }],
    ['an old one', { claims: { iat: now - 61 } }],
    ['one of the future', { claims: { iat: now + 62 } }],
    ['no time', { claims: { iat: undefined } }],
    ['for another token', { claims: { ath: hashOf('other') } }],
    ['for no token', { claims: { ath: undefined } }],
    ['another type', { header: { typ: 'JWT' } }],
    ['another key', { signer: stranger }],
    ['a private key in it', { header: { jwk: privateJwk } }],
    ['no key in it', { header: { jwk: undefined } }],
    ['our key over a signature of another', { signer: { ...client, privateKey: stranger.privateKey } }],
  ];
  for (const [what, facts] of rows) {
    const answer = await call('/orders', proven(token, await proofFor(origin, token, facts)));
    assert.deepEqual([answer.status, answer.code], [401, 'credential-invalid'], what);
    assert.match(answer.challenge!, /DPoP realm="test", error="invalid_dpop_proof"/, what);
  }
  const twice = await proofFor(origin, token);
  for (const dpop of ['', 'x', `${twice}, ${twice}`, 'a'.repeat(5_000)]) {
    assert.equal((await call('/orders', proven(token, dpop))).code, 'credential-invalid', dpop.slice(0, 20));
  }
  const symmetric = await new SignJWT({ jti: 'x' })
    .setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk: { kty: 'oct', k: 'AAAA' } as JWK })
    .sign(Buffer.alloc(32));
  assert.equal((await call('/orders', proven(token, symmetric))).code, 'credential-invalid', 'a shared secret');
});

test('a bound token is no bearer token, and an unbound one is not proven', async (t) => {
  const { call, origin } = await start(t);
  const bound = await sign(key, { cnf: { jkt } });
  const stolen = await call('/orders', { headers: { authorization: `Bearer ${bound}` } });
  assert.deepEqual([stolen.status, stolen.code], [401, 'credential-invalid']);
  assert.match(stolen.challenge!, /DPoP realm="test", error="invalid_token"/);
  const both = await proofFor(origin, bound);
  assert.equal((await call('/orders', proven(bound, both, 'Bearer'))).status, 401, 'even with a proof');
  const free = await sign(key);
  assert.equal((await call('/orders', proven(free, await proofFor(origin, free)))).status, 401);
  assert.equal((await call('/orders', { headers: { authorization: `Bearer ${free}` } })).status, 200);
});

test('confirmations that are not known, empty or malformed grant nothing', async (t) => {
  const { call } = await start(t);
  for (const cnf of [{}, null, 'x', { jwk: client.jwk }, { kid: 'a' }, { jkt: 7 }, { jkt, kid: 'a' }]) {
    const headers = { authorization: `Bearer ${await sign(key, { cnf })}` };
    assert.equal((await call('/orders', { headers })).code, 'credential-invalid', JSON.stringify(cnf));
  }
});

test('a token that is bound to a certificate passes on connections with that certificate only', async (t) => {
  const { call } = await start(t, {}, true);
  const thumbprint = createHash('sha256').update(new X509Certificate(own.certificate).raw).digest('base64url');
  const headers = { authorization: `Bearer ${await sign(key, { cnf: { 'x5t#S256': thumbprint } })}` };
  const using = ({ certificate, key: pem }: Issued) => ({ headers, tls: { cert: certificate, key: pem } });
  assert.equal((await call('/orders', using(own))).status, 200);
  assert.equal((await call('/orders', using(other))).code, 'credential-invalid');
  const without = await call('/orders', { headers });
  assert.equal(without.code, 'credential-invalid');
  assert.match(without.challenge!, /Bearer realm="test", error="invalid_token"/);
});

test('`boundTo` asks for tokens that are bound', async (t) => {
  const free = { headers: { authorization: `Bearer ${await sign(key)}` } };
  const token = await sign(key, { cnf: { jkt } });
  for (const [boundTo, status] of [
    ['dpop', 200],
    ['any', 200],
    ['certificate', 401],
  ] as const) {
    const { call, origin } = await start(t, { boundTo });
    assert.equal((await call('/orders', free)).status, 401, boundTo);
    assert.equal((await call('/orders', proven(token, await proofFor(origin, token)))).status, status, boundTo);
  }
});

test('where something else ends TLS the proof names the public address', async (t) => {
  const { call, origin } = await start(t, { publicUrl: 'https://api.example.com' });
  const token = await sign(key, { cnf: { jkt } });
  const htu = 'https://API.example.com:443/%6frders';
  assert.equal((await call('/orders', proven(token, await proofFor(origin, token, { claims: { htu } })))).status, 200);
  assert.equal((await call('/orders', proven(token, await proofFor(origin, token)))).status, 401);
});

test('a client may prove itself with other algorithms, not with a weak key', async (t) => {
  const { call, origin } = await start(t);
  for (const alg of ['EdDSA', 'PS256', 'RS256', 'ES384']) {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = await exportJWK(publicKey);
    const token = await sign(key, { cnf: { jkt: await calculateJwkThumbprint(jwk) } });
    const signer = { kid: '', alg, privateKey, jwk };
    const proof = await proofFor(origin, token, { signer, header: { alg, jwk } });
    assert.equal((await call('/orders', proven(token, proof))).status, 200, alg);
  }
});

test('addresses are compared in one spelling', () => {
  const rows: [string, string | undefined][] = [
    ['HTTPS://Api.Test:443/a?b#c', 'https://api.test/a'],
    ['http://a.test:80', 'http://a.test/'],
    ['https://a.test/%7euser/%2f', 'https://a.test/~user/%2F'],
    ['https://me@a.test/', undefined],
    ['ftp://a.test/', undefined],
    ['/orders', undefined],
  ];
  for (const [text, wanted] of rows) assert.equal(normalTarget(text), wanted, text);
});

test('what was used is remembered long enough, and never forgotten to make room', () => {
  let now = 0;
  const limits = { spanMillis: 100, entries: 4, entriesPerOwner: 2 };
  const memory = makeReplayMemory(limits, () => now);
  assert.deepEqual([memory.take('a', '1'), memory.take('a', '1'), memory.take('b', '1')], ['fresh', 'seen', 'fresh']);
  assert.deepEqual([memory.take('a', '2'), memory.take('a', '3')], ['fresh', 'full']);
  assert.deepEqual([memory.take('c', '1'), memory.take('d', '1')], ['fresh', 'full']);
  now = 100;
  assert.deepEqual([memory.take('a', '1'), memory.take('d', '1')], ['seen', 'fresh']);
  now = 200;
  assert.equal(memory.take('a', '1'), 'fresh');
  now = 1_000;
  assert.equal(memory.take('d', '1'), 'fresh');
});
