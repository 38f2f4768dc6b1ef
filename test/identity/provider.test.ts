import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { opaqueApi, signedApi, startAuthorizationServer, type AuthorizationServer } from './authorization-server.js';
import { startGuarded } from './guarded.js';

const oauth = { type: 'oauth2', flows: {} };

/** Signed tokens by discovery, and opaque ones by introspection, of one real provider. */
function start(t: TestContext, { issuer }: AuthorizationServer, cacheSeconds = 30) {
  const openId = { type: 'openIdConnect', openIdConnectUrl: `${issuer}/.well-known/openid-configuration` };
  const url = `${issuer}/token/introspection`;
  return startGuarded(t, {
    securitySchemes: { signed: openId, opaque: oauth },
    operations: { signed: [{ signed: ['orders:read'] }], opaque: [{ opaque: ['orders:read'] }] },
    schemes: {
      signed: { issuer, audience: signedApi, algorithms: ['ES256'], types: ['at+jwt'] },
      opaque: {
        issuer,
        audience: opaqueApi,
        introspection: { url, clientId: 'gateway', clientSecret: '${env:gateway}', cacheSeconds },
      },
    },
  });
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test('signed tokens of a real provider pass, with the right scope, and until they expire', async (t) => {
  const provider = await startAuthorizationServer(t);
  const { call, events, pass } = await start(t, provider);
  const token = await provider.token(signedApi);
  assert.equal((await call('/signed', bearer(token))).status, 200);
  assert.match(events.at(-1)!.principalId!, /^jwt:[0-9a-f]{8}:app$/);
  const other = await provider.token(signedApi, 'orders:write');
  assert.deepEqual((await call('/signed', bearer(other))).code, 'scope-missing');
  pass(121);
  assert.equal((await call('/signed', bearer(token))).status, 200, 'within the tolerance');
  pass(5);
  assert.equal((await call('/signed', bearer(token))).code, 'credential-expired');
});

test('when the provider changes its keys, new tokens pass at once and old ones no longer', async (t) => {
  const provider = await startAuthorizationServer(t);
  const { call } = await start(t, provider);
  const old = await provider.token(signedApi);
  assert.equal((await call('/signed', bearer(old))).status, 200);
  await provider.rotate();
  assert.equal((await call('/signed', bearer(await provider.token(signedApi)))).status, 200);
  assert.equal((await call('/signed', bearer(old))).code, 'credential-invalid');
});

test('opaque tokens pass, and a revoked one serves for the cache time at most', async (t) => {
  const provider = await startAuthorizationServer(t);
  const { call, events, pass } = await start(t, provider);
  const token = await provider.token(opaqueApi);
  for (let i = 0; i < 3; i++) assert.equal((await call('/opaque', bearer(token))).status, 200);
  assert.equal(provider.introspections, 1);
  assert.match(events.at(-1)!.principalId!, /^token-client:[0-9a-f]{8}:app$/);
  await provider.revoke(token);
  assert.equal((await call('/opaque', bearer(token))).status, 200, 'still remembered');
  pass(31);
  assert.equal((await call('/opaque', bearer(token))).code, 'credential-invalid');
});

test('without a cache a revocation holds at once', async (t) => {
  const provider = await startAuthorizationServer(t);
  const { call } = await start(t, provider, 0);
  const token = await provider.token(opaqueApi);
  assert.equal((await call('/opaque', bearer(token))).status, 200);
  await provider.revoke(token);
  assert.equal((await call('/opaque', bearer(token))).code, 'credential-invalid');
});

test('tokens of one API are not taken by another, whatever their kind', async (t) => {
  const provider = await startAuthorizationServer(t);
  const { call } = await start(t, provider);
  const [signed, opaque, third] = await Promise.all([
    provider.token(signedApi),
    provider.token(opaqueApi),
    provider.token('https://third.test'),
  ]);
  assert.equal((await call('/signed', bearer(opaque))).code, 'credential-invalid');
  assert.equal((await call('/opaque', bearer(signed))).code, 'credential-invalid');
  assert.equal((await call('/opaque', bearer(third))).code, 'credential-invalid');
});

test('when the provider is gone, what is remembered serves and nothing else', async (t) => {
  const provider = await startAuthorizationServer(t);
  const { call, pass } = await start(t, provider);
  const [signed, opaque] = await Promise.all([provider.token(signedApi), provider.token(opaqueApi)]);
  const unseen = await provider.token(opaqueApi);
  await Promise.all([call('/signed', bearer(signed)), call('/opaque', bearer(opaque))]);
  await provider.stop();
  assert.equal((await call('/signed', bearer(signed))).status, 200);
  assert.equal((await call('/opaque', bearer(opaque))).status, 200);
  const answer = await call('/opaque', bearer(unseen));
  assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '1']);
  pass(31);
  assert.equal((await call('/opaque', bearer(opaque))).code, 'credential-unverifiable');
});
