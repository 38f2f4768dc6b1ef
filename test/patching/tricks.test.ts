import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bodyTricks, methodTricks, pathTricks, trustTricks } from '../../src/patching/tricks.js';

const get = { method: 'GET', path: '/orders/7?full=1', headers: { accept: '*/*' } };
const post = { method: 'POST', path: '/orders', body: '{"role":"admin","n":1}' };

describe('spellings of a path leave the query alone', () => {
  const table: Readonly<Record<string, string>> = {
    'trailing slash': '/orders/7/?full=1',
    'doubled slash': '/orders//7?full=1',
    'dot segment': '/orders/./7?full=1',
    'encoded dot segment': '/orders/%2e/7?full=1',
    'encoded letter': '/%6Frders/7?full=1',
    'matrix parameter': '/orders/7;v=1?full=1',
    'capital letter': '/Orders/7?full=1',
    'encoded slash at the end': '/orders/7%2f?full=1',
    'null byte at the end': '/orders/7%00?full=1',
  };
  for (const [name, path] of Object.entries(table)) {
    it(name, () => assert.deepEqual(pathTricks[name]!(get), { ...get, path }));
  }
  for (const name of ['X-Original-URL', 'X-Rewrite-URL']) {
    it(name, () =>
      assert.deepEqual(pathTricks[name]!(get), { ...get, path: '/', headers: { ...get.headers, [name]: get.path } }),
    );
  }
});

describe('other methods', () => {
  it('stand in a header', () =>
    assert.deepEqual(methodTricks['X-HTTP-Method']!(get), {
      ...get,
      method: 'POST',
      headers: { ...get.headers, 'X-HTTP-Method': 'GET' },
    }));
  it('HEAD is for GET only', () => {
    assert.equal(methodTricks['HEAD instead of GET']!(get)!.method, 'HEAD');
    assert.equal(methodTricks['HEAD instead of GET']!(post), undefined);
  });
});

describe('headers of trust', () => {
  it('are added to what is there', () =>
    assert.deepEqual(trustTricks['X-User-Id']!(get)!.headers, { ...get.headers, 'X-User-Id': '1' }));
});

describe('bodies', () => {
  it('have escaped keys', () =>
    assert.equal(bodyTricks['escaped letters in keys']!(post)!.body, '{"\\u0072ole":"admin","\\u006e":1}'));
  it('have each key twice', () => {
    const last = bodyTricks['duplicate key, harmless one last']!(post)!.body;
    assert.equal(last, '{"role":"admin","role":null,"n":1,"n":null}');
    const first = bodyTricks['duplicate key, harmless one first']!(post)!.body;
    assert.equal(first, '{"role":null,"role":"admin","n":null,"n":1}');
  });
  it('that are no object cannot', () =>
    assert.equal(bodyTricks['duplicate key, harmless one last']!({ ...post, body: '[1]' }), undefined));
  for (const name of Object.keys(bodyTricks)) {
    it(`${name}: nothing without a body`, () => assert.equal(bodyTricks[name]!(get), undefined));
  }
});
