import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test, type TestContext } from 'node:test';
import { issuerMatcher } from '../../src/identity/issuer.js';
import { startGuarded } from './guarded.js';
import { claims, makeKey, sign, startIssuer, type Issuer, type TestKey } from './jwks-server.js';

let issuer: Issuer;
let key: TestKey;
let ed: TestKey;
before(async () => {
  issuer = await startIssuer();
  [key, ed] = await Promise.all([makeKey('es-1', 'ES256'), makeKey('ed-1', 'Ed25519')]);
  issuer.keys = [key.jwk, ed.jwk];
});
after(() => issuer.close());

function start(t: TestContext, policy: Record<string, unknown>) {
  return startGuarded(t, {
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    operations: { orders: [{ token: [] }] },
    schemes: {
      token: {
        issuer: claims.iss,
        audience: claims.aud,
        algorithms: ['ES256', 'Ed25519'],
        jwks: { url: issuer.url },
        ...policy,
      },
    },
  });
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test('issuers are compared character by character; a tenant is one part of the path', () => {
  const rows: [string, unknown, string | undefined | null][] = [
    ['https://id.test', 'https://id.test', undefined],
    ['https://id.test', 'https://id.test/', null],
    ['https://id.test', 'https://ID.test', null],
    ['https://id.test', undefined, null],
    ['https://id.test', ['https://id.test'], null],
    ['https://id.test/{tenant}/', 'https://id.test/acme/', 'acme'],
    ['https://id.test/{tenant}/v2', 'https://id.test/a-b_c.d~e/v2', 'a-b_c.d~e'],
    ['https://id.test/{tenant}', 'https://id.test/acme', 'acme'],
    ['https://id.test/{tenant}/', 'https://id.test//', null],
    ['https://id.test/{tenant}/', 'https://id.test/', null],
    ['https://id.test/{tenant}/', 'https://id.test/a/b/', null],
    ['https://id.test/{tenant}/', 'https://id.test/../', null],
    ['https://id.test/{tenant}/', 'https://id.test/a%2fb/', null],
    ['https://id.test/{tenant}/', 'https://evil.test/acme/', null],
    ['https://id.test/{tenant}/', 'https://id.test/{tenant}/', null],
  ];
  for (const [policy, named, tenant] of rows) {
    const found = issuerMatcher(policy)(named);
    assert.equal(found ? found.tenant : null, tenant, `${policy} ${String(named)}`);
  }
});

test('tokens of the tenants that are named pass, others do not', async (t) => {
  const { call } = await start(t, { issuer: 'https://id.test/{tenant}/', tenants: ['acme', 'globex'] });
  const rows: [unknown, number][] = [
    ['https://id.test/acme/', 200],
    ['https://id.test/globex/', 200],
    ['https://id.test/initech/', 401],
    ['https://id.test/acme', 401],
    [undefined, 401],
  ];
  for (const [iss, status] of rows) {
    assert.equal((await call('/orders', bearer(await sign(key, { iss })))).status, status, String(iss));
  }
});

test('a policy that names types of tokens takes no other, nor tokens without one', async (t) => {
  const { call } = await start(t, { types: ['at+jwt'] });
  const rows: [string | undefined, number][] = [
    ['at+jwt', 200],
    ['application/AT+JWT', 200],
    ['JWT', 401],
    [undefined, 401],
  ];
  for (const [typ, status] of rows) {
    assert.equal((await call('/orders', bearer(await sign(key, {}, typ ? { typ } : {})))).status, status, typ);
  }
});

test('tokens signed with Ed25519 pass under that name', async (t) => {
  const { call } = await start(t, {});
  assert.equal((await call('/orders', bearer(await sign(ed)))).status, 200);
});

test('a discovery document of another issuer, or with keys on another host, is not followed', async (t) => {
  let document: unknown;
  const server = http.createServer((_request, response) => response.end(JSON.stringify(document)));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const own = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { host } = new URL(issuer.url);
  const rows: [string, unknown, string, number][] = [
    ['right', { issuer: claims.iss, jwks_uri: issuer.url }, host, 200],
    ['another host', { issuer: claims.iss, jwks_uri: issuer.url }, own, 503],
    ['another issuer', { issuer: `${claims.iss}/`, jwks_uri: issuer.url }, host, 503],
    ['no issuer', { jwks_uri: issuer.url }, host, 503],
    ['no keys', { issuer: claims.iss }, host, 503],
    ['without TLS', { issuer: claims.iss, jwks_uri: 'http://id.test/jwks' }, 'id.test', 503],
    ['nonsense', 7, host, 503],
  ];
  for (const [what, text, keysHost, status] of rows) {
    document = text;
    const { call } = await start(t, { jwks: { discovery: `http://${own}/`, host: keysHost } });
    assert.equal((await call('/orders', bearer(await sign(key)))).status, status, what);
  }
});
