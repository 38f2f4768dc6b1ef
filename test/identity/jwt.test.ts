import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { bearerReader } from '../../src/identity/credential-reader.js';
import { keySourceAt } from '../../src/identity/key-location.js';
import { jwtVerifier } from '../../src/identity/jwt.js';
import type { Authentication, SchemeVerifier } from '../../src/identity/verifier.js';
import type { JwtPolicy } from '../../src/model/types.js';
import { claims, makeKey, sign, startIssuer, type Issuer, type TestKey } from './jwks-server.js';

let issuer: Issuer;
let es: TestKey;
let rs: TestKey;
let ed: TestKey;
const open: SchemeVerifier[] = [];

before(async () => {
  issuer = await startIssuer();
  [es, rs, ed] = await Promise.all([makeKey('es-1', 'ES256'), makeKey('rs-1', 'RS256'), makeKey('ed-1', 'EdDSA')]);
});
after(() => {
  for (const verifier of open) verifier.close();
  issuer.close();
});

const basic: JwtPolicy = {
  kind: 'jwt',
  issuer: claims.iss,
  audience: [claims.aud],
  algorithms: ['ES256', 'RS256', 'EdDSA'],
  jwks: { url: 'unused', cacheSeconds: 600 },
  claims: { subject: 'sub', roles: 'roles', tenant: 'org' },
  clockToleranceSeconds: 5,
  node: { file: 'portcullis.yaml', pointer: '' },
};

interface Bench {
  readonly verifier: SchemeVerifier;
  /** Moves the clocks on, in seconds. */
  pass(seconds: number): void;
  check(token: string): Promise<Authentication>;
}

function bench(policy: Partial<JwtPolicy> = {}, url = issuer.url): Bench {
  let offset = 0;
  const readFile = () => Promise.reject(new Error('no file is read here'));
  const keys = keySourceAt({ url, cacheSeconds: 600 }, claims.iss, {
    monotonic: () => performance.now() + offset,
    readFile,
  });
  const clock = { now: () => Date.now() + offset };
  const verifier = jwtVerifier({
    scheme: 'oidc',
    policy: { ...basic, ...policy },
    reader: bearerReader(),
    keys,
    clock,
  });
  open.push(verifier);
  return {
    verifier,
    pass: (seconds) => void (offset += seconds * 1_000),
    check: async (token) => verifier.verify({ headers: { authorization: `Bearer ${token}` }, query: '' }),
  };
}

function freshIssuer(keys: readonly unknown[]): void {
  Object.assign(issuer, { keys, status: 200, delayMillis: 0, text: undefined, fetches: 0 });
}

const codeOf = (result: Authentication) => (result.state === 'refused' ? result.code : result.state);
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a good token becomes a principal, with any of the pinned algorithms and header types', async () => {
  freshIssuer([es.jwk, rs.jwk, ed.jwk]);
  const { check } = bench();
  for (const [key, typ] of [
    [es, 'JWT'],
    [rs, 'at+jwt'],
    [ed, undefined],
    [es, 'application/at+JWT'],
  ] as const) {
    const result = await check(await sign(key, { roles: ['customer'], scope: 'a b', org: 'acme' }, typ ? { typ } : {}));
    assert.equal(result.state, 'verified');
    const { principal } = result as Extract<Authentication, { state: 'verified' }>;
    assert.deepEqual(
      [principal.subject, principal.tenant, principal.roles, principal.scopes, principal.kind],
      ['alice', 'acme', ['customer'], ['a', 'b'], 'user'],
    );
    assert.match(principal.id, /^jwt:[0-9a-f]{8}:alice$/);
  }
  assert.equal(issuer.fetches, 1);
});

test('tokens that are wrong in one way are refused', async () => {
  freshIssuer([es.jwk, rs.jwk, ed.jwk]);
  const { check } = bench();
  const now = Math.floor(Date.now() / 1_000);
  const good = await sign(es);
  const [header, payload, signature] = good.split('.') as [string, string, string];
  const stranger = await makeKey('es-1', 'ES256');
  const publicPem = Buffer.from(JSON.stringify(rs.jwk));
  const hs = `${base64({ alg: 'HS256', kid: 'rs-1' })}.${payload}`;
  const rows: [string, string, string][] = [
    ['expired', await sign(es, { exp: now - 6 }), 'CREDENTIAL_EXPIRED'],
    ['no expiry', await sign(es, { exp: undefined }), 'CREDENTIAL_INVALID'],
    ['an expiry that is text', await sign(es, { exp: String(now + 300) }), 'CREDENTIAL_INVALID'],
    ['not yet valid', await sign(es, { nbf: now + 60 }), 'CREDENTIAL_INVALID'],
    ['another issuer', await sign(es, { iss: 'https://id.test/' }), 'CREDENTIAL_INVALID'],
    ['no issuer', await sign(es, { iss: undefined }), 'CREDENTIAL_INVALID'],
    ['another audience', await sign(es, { aud: ['https://other.test'] }), 'CREDENTIAL_INVALID'],
    ['no audience', await sign(es, { aud: undefined }), 'CREDENTIAL_INVALID'],
    ['a stranger with the same key id', await sign(stranger), 'CREDENTIAL_INVALID'],
    [
      'another payload',
      `${header}.${base64({ ...claims, sub: 'root', exp: now + 300 })}.${signature}`,
      'CREDENTIAL_INVALID',
    ],
    ['alg none', `${base64({ alg: 'none' })}.${payload}.`, 'CREDENTIAL_INVALID'],
    ['alg none with a signature', `${base64({ alg: 'none' })}.${payload}.${signature}`, 'CREDENTIAL_INVALID'],
    [
      'HMAC with the public key',
      `${hs}.${createHmac('sha256', publicPem).update(hs).digest('base64url')}`,
      'CREDENTIAL_INVALID',
    ],
    [
      'an algorithm that is not pinned',
      `${base64({ alg: 'ES384', kid: 'es-1' })}.${payload}.${signature}`,
      'CREDENTIAL_INVALID',
    ],
    [
      'an unknown critical header',
      `${base64({ alg: 'ES256', kid: 'es-1', crit: ['x'], x: 1 })}.${payload}.${signature}`,
      'CREDENTIAL_INVALID',
    ],
    ['a type of another use', await sign(es, {}, { typ: 'dpop+jwt' }), 'CREDENTIAL_INVALID'],
    ['a key id that is a number', await sign(es, {}, { kid: 7 as unknown as string }), 'CREDENTIAL_INVALID'],
    ['an encrypted token', 'a.b.c.d.e', 'CREDENTIAL_INVALID'],
    ['a header that is null', `${base64(null)}.${payload}.${signature}`, 'CREDENTIAL_INVALID'],
    ['not base64', `%%.${payload}.${signature}`, 'CREDENTIAL_INVALID'],
    ['more than 8 kB', await sign(es, { pad: 'x'.repeat(9_000) }), 'CREDENTIAL_INVALID'],
    ['an empty token', '', 'CREDENTIAL_INVALID'],
  ];
  for (const member of ['jku', 'x5u', 'jwk', 'x5c', 'zip', 'b64']) {
    rows.push([
      `header ${member}`,
      await sign(es, {}, { [member]: member === 'b64' ? true : 'https://evil.test' }),
      'CREDENTIAL_INVALID',
    ]);
  }
  for (const [what, token, code] of rows) assert.equal(codeOf(await check(token)), code, what);
  assert.equal(codeOf(await check(good)), 'verified', 'control');
});

test('a token that expired within the leeway still passes', async () => {
  freshIssuer([es.jwk]);
  const exp = Math.floor(Date.now() / 1_000) - 3;
  assert.equal(codeOf(await bench().check(await sign(es, { exp }))), 'verified');
});

test('absent values: no field and another scheme are absent; Bearer without a token is refused', () => {
  const { verifier } = bench();
  const read = (authorization?: string) =>
    codeOf(verifier.verify({ headers: { authorization }, query: '' }) as Authentication);
  assert.equal(read(), 'absent');
  assert.equal(read('Basic YTpi'), 'absent');
  assert.equal(read('Bearer'), 'CREDENTIAL_INVALID');
  assert.equal(read('Bearer '), 'CREDENTIAL_INVALID');
});

test('absent values: a token without subject, roles or scopes grants nothing', async () => {
  freshIssuer([es.jwk]);
  const result = await bench().check(await sign(es, { sub: undefined }));
  assert.equal(result.state, 'verified');
  const { principal } = result as Extract<Authentication, { state: 'verified' }>;
  assert.deepEqual(
    [principal.subject, principal.tenant, principal.roles, principal.scopes],
    [undefined, undefined, [], []],
  );
  assert.match(principal.id, /^jwt-token:/);
});

test('a verified token is answered from memory without a promise, until it expires or the keys change', async () => {
  freshIssuer([es.jwk]);
  const { verifier, check, pass } = bench();
  const token = await sign(es, { exp: Math.floor(Date.now() / 1_000) + 200 });
  const source = { headers: { authorization: `Bearer ${token}` }, query: '' };
  assert.ok(verifier.verify(source) instanceof Promise);
  await check(token);
  assert.ok(!(verifier.verify(source) instanceof Promise));
  pass(206);
  assert.equal(codeOf(await check(token)), 'CREDENTIAL_EXPIRED');
});

test('a key that the issuer took away no longer serves, even for a token that is remembered', async () => {
  freshIssuer([es.jwk]);
  const { check, pass } = bench();
  const token = await sign(es, { exp: Math.floor(Date.now() / 1_000) + 3_600 });
  assert.equal(codeOf(await check(token)), 'verified');
  issuer.keys = [rs.jwk];
  pass(31);
  assert.equal(codeOf(await check(await sign(rs))), 'verified');
  assert.equal(codeOf(await check(token)), 'CREDENTIAL_INVALID');
});

test('a rotated key is seen at once, and a flood of unknown key ids asks the issuer once in 30 s', async () => {
  freshIssuer([es.jwk]);
  const { check, pass } = bench();
  assert.equal(codeOf(await check(await sign(es))), 'verified');
  issuer.keys = [es.jwk, rs.jwk];
  assert.equal(codeOf(await check(await sign(rs))), 'verified');
  assert.equal(issuer.fetches, 2);
  pass(31);
  const flood = await Promise.all(Array.from({ length: 200 }, (_, i) => sign(es, {}, { kid: `random-${i}` })));
  const results = await Promise.all(flood.map(check));
  assert.ok(results.every((result) => codeOf(result) === 'CREDENTIAL_INVALID'));
  assert.equal(issuer.fetches, 3);
});

test('when the issuer is down, is slow or talks nonsense the last keys serve for 24 h, then nobody can be verified', async () => {
  freshIssuer([es.jwk]);
  const { check, pass } = bench();
  const fresh = () => sign(es, { exp: Math.floor(Date.now() / 1_000) + 400_000, jti: Math.random() });
  assert.equal(codeOf(await check(await fresh())), 'verified');
  issuer.status = 503;
  pass(3_600);
  assert.equal(codeOf(await check(await fresh())), 'verified');
  assert.equal(codeOf(await check(await sign(es, {}, { kid: 'new' }))), 'CREDENTIAL_INVALID');
  Object.assign(issuer, { status: 200, text: '<html>' });
  pass(3_600);
  assert.equal(codeOf(await check(await fresh())), 'verified');
  pass(24 * 3_600);
  assert.equal(codeOf(await check(await fresh())), 'CREDENTIAL_UNVERIFIABLE');
  issuer.text = undefined;
  pass(31);
  assert.equal(codeOf(await check(await fresh())), 'verified');
});

test('with no keys from the start the answer is "not now", and the issuer is not flooded', async () => {
  freshIssuer([es.jwk]);
  issuer.status = 503;
  const { check, pass } = bench();
  const token = await sign(es);
  const results = await Promise.all(Array.from({ length: 50 }, () => check(token)));
  for (const result of results) {
    assert.equal(codeOf(result), 'CREDENTIAL_UNVERIFIABLE');
    assert.equal((result as { retryAfterSeconds?: number }).retryAfterSeconds, 5);
  }
  assert.equal(issuer.fetches, 1);
  issuer.status = 200;
  pass(6);
  assert.equal(codeOf(await check(token)), 'verified');
});

test('redirects and key sets over 64 kB are not taken', async () => {
  freshIssuer([es.jwk]);
  const token = await sign(es);
  assert.equal(codeOf(await bench({}, issuer.url.replace('/jwks', '/moved')).check(token)), 'CREDENTIAL_UNVERIFIABLE');
  issuer.text = JSON.stringify({ keys: [es.jwk], pad: 'x'.repeat(70_000) });
  assert.equal(codeOf(await bench().check(token)), 'CREDENTIAL_UNVERIFIABLE');
});

test('a stalled issuer holds up a token with an unknown key for about a second, not longer', async () => {
  freshIssuer([es.jwk]);
  const { check, pass } = bench();
  await check(await sign(es));
  issuer.delayMillis = Infinity;
  pass(31);
  const started = performance.now();
  assert.equal(codeOf(await check(await sign(es, {}, { kid: 'new' }))), 'CREDENTIAL_INVALID');
  assert.ok(performance.now() - started < 2_000);
});

test('keys that are unknown, weak or broken do not disable the others', async () => {
  const weak = { kty: 'RSA', kid: 'weak', e: 'AQAB', n: Buffer.alloc(128, 0xff).toString('base64url') };
  freshIssuer([
    null,
    7,
    { kty: 'AKP', kid: 'pq-1', alg: 'ML-DSA-44', pub: 'AAAA' },
    { kty: 'EC', kid: 'odd', crv: 'P-999', x: 'AA', y: 'AA' },
    { kty: 'RSA', kid: 'broken' },
    { kty: 'oct', kid: 'shared', k: 'AAAA' },
    weak,
    { ...rs.jwk, kid: 'enc', use: 'enc' },
    es.jwk,
  ]);
  const { check } = bench();
  assert.equal(codeOf(await check(await sign(es))), 'verified');
  for (const kid of ['odd', 'broken', 'shared', 'weak', 'enc']) {
    assert.equal(codeOf(await check(await sign(rs, {}, { kid }))), 'CREDENTIAL_INVALID', kid);
  }
});

test('a token without a key id is tried with the keys that fit its algorithm', async () => {
  const other = await makeKey('es-0', 'ES256');
  freshIssuer([other.jwk, rs.jwk, es.jwk]);
  assert.equal(codeOf(await bench().check(await sign(es, {}, { kid: undefined }))), 'verified');
});

test('a claim named like an internal outcome changes nothing', async () => {
  freshIssuer([es.jwk]);
  const result = await bench().check(
    await sign(es, { state: 'verified', principal: { subject: 'root' }, payload: {} }),
  );
  assert.equal((result as Extract<Authentication, { state: 'verified' }>).principal.subject, 'alice');
});

test('a policy that trusts what cannot be trusted is refused at load', () => {
  for (const bad of [
    { algorithms: ['none'] },
    { algorithms: ['HS256'] },
    { algorithms: [] },
    { algorithms: ['ES256K'] },
    { audience: [] },
    { clockToleranceSeconds: 301 },
    { clockToleranceSeconds: Number.NaN },
  ]) {
    assert.throws(() => bench(bad), { code: 'POLICY_INVALID' }, JSON.stringify(bad));
  }
});
