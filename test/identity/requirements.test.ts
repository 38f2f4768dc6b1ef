import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { keyIdOf } from '../../src/identity/api-key.js';
import { secretDigest } from '../../src/vault/secret-hash.js';
import { startGuarded } from './guarded.js';
import { claims, makeKey, sign, startIssuer, type Issuer, type TestKey } from './jwks-server.js';

const pepper = Buffer.alloc(32, 5);
const names = ['header-key', 'query-key', 'cookie-key'];
const apiKeys = {
  pepper,
  store: {
    find: (id: string) => {
      const key = names.find((name) => keyIdOf(name, pepper) === id);
      const facts = { tenant: undefined, roles: [], scopes: [], expiresAt: undefined, revoked: false };
      return key === undefined ? undefined : { id, digest: secretDigest(key, pepper), subject: key, ...facts };
    },
  },
};

let issuer: Issuer;
let key: TestKey;
before(async () => {
  issuer = await startIssuer();
  key = await makeKey('es-1', 'ES256');
  issuer.keys = [key.jwk];
});
after(() => issuer.close());

function start(t: TestContext) {
  const jwt = { issuer: claims.iss, audience: claims.aud, algorithms: ['ES256'], jwks: { url: issuer.url } };
  const keyIn = (place: string) => ({ type: 'apiKey', in: place, name: 'k' });
  return startGuarded(t, {
    securitySchemes: {
      user: { type: 'http', scheme: 'bearer' },
      app: keyIn('header'),
      link: keyIn('query'),
      session: keyIn('cookie'),
      strange: { type: 'oauth2', flows: {} },
    },
    operations: {
      both: [{ user: [], app: [] }],
      either: [{ user: [] }, { app: [] }],
      scoped: [{ user: ['write'], app: [] }, { app: ['admin'] }],
      optional: [{}, { user: [] }],
      mixed: [{ user: [], app: [] }, { link: [] }],
      inQuery: [{ link: [] }],
      inCookie: [{ session: [] }],
      unverified: [{ strange: [] }],
      half: [{ user: [], strange: [] }],
    },
    schemes: {
      user: jwt,
      app: { apiKeys: true },
      link: { apiKeys: true },
      session: { apiKeys: true },
    },
    deps: { apiKeys },
  });
}

test('every scheme of an alternative must hold, any alternative will do, and a bad credential never passes', async (t) => {
  const { call } = await start(t);
  const user = { authorization: `Bearer ${await sign(key)}` };
  const writer = { authorization: `Bearer ${await sign(key, { scope: 'write' })}` };
  const forged = { authorization: `Bearer ${(await sign(key)).slice(0, -8)}AAAAAAAA` };
  const app = { k: 'header-key' };
  const table: [string, Record<string, string>, number][] = [
    ['/both', { ...user, ...app }, 200],
    ['/both', user, 401],
    ['/both', app, 401],
    ['/both', {}, 401],
    ['/both', { ...user, k: 'wrong' }, 401],
    ['/both', { ...forged, ...app }, 401],
    ['/either', user, 200],
    ['/either', app, 200],
    ['/either', {}, 401],
    ['/either', { ...user, k: 'wrong' }, 401],
    ['/scoped', { ...writer, ...app }, 200],
    ['/scoped', { ...user, ...app }, 403],
    ['/scoped', writer, 401],
    ['/scoped', app, 403],
    ['/optional', {}, 200],
    ['/optional', user, 200],
    ['/optional', forged, 401],
    ['/mixed', { ...user, ...app }, 200],
    ['/mixed?k=query-key', {}, 200],
    ['/mixed?k=query-key', user, 200],
    ['/mixed?k=wrong', { ...user, ...app }, 401],
    ['/mixed', user, 401],
    ['/unverified', user, 401],
    ['/half', user, 401],
  ];
  for (const [path, headers, status] of table) {
    assert.equal((await call(path, { headers })).status, status, `${path} ${Object.keys(headers).join()}`);
  }
});

test('keys in the query and in cookies are read from there only, once', async (t) => {
  const { call } = await start(t);
  const cookie = (text: string) => ({ headers: { cookie: text } });
  const table: [string, object, number][] = [
    ['/inQuery?k=query-key', {}, 200],
    ['/inQuery?a=1&%6b=query-key', {}, 200],
    ['/inQuery?k=query-key&k=query-key', {}, 401],
    ['/inQuery?k=', {}, 401],
    ['/inQuery?K=query-key', {}, 401],
    ['/inQuery', { headers: { k: 'query-key' } }, 401],
    ['/inQuery', cookie('k=query-key'), 401],
    ['/inCookie', cookie('a=1; k=cookie-key'), 200],
    ['/inCookie', cookie('k=cookie-key; k=cookie-key'), 401],
    ['/inCookie', cookie('kk=cookie-key'), 401],
    ['/inCookie?k=cookie-key', {}, 401],
  ];
  for (const [path, options, status] of table) {
    assert.equal((await call(path, options)).status, status, `${path} ${JSON.stringify(options)}`);
  }
});

test('a key in the query or a cookie is forwarded as it came, and stands in no event and no answer', async (t) => {
  const { call, events, upstream } = await start(t);
  const answers = [
    await call('/inQuery?k=query-key&a=1'),
    await call('/inQuery?k=query-key&k=query-key'),
    await call('/inQuery?k=wr0ng-key'),
    await call('/nowhere?k=query-key'),
    await call('/inCookie', { headers: { cookie: 'k=cookie-key' } }),
    await call('/inCookie', { headers: { cookie: 'k=wr0ng-key' } }),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 401, 401, 404, 200, 401],
  );
  assert.equal(upstream.seen[0]?.url, '/inQuery?k=query-key&a=1');
  assert.equal(events.length, 6);
  assert.doesNotMatch(JSON.stringify([events, answers]), /query-key|wr0ng-key|cookie-key/);
});
