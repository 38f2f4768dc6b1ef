import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialReader } from '../../src/identity/credential-reader.js';
import type { SecurityScheme } from '../../src/model/types.js';

const node = { file: 'openapi.yaml', pointer: '' };
const keyIn = (place: 'header' | 'query' | 'cookie'): SecurityScheme => ({
  name: 'k',
  node,
  type: 'apiKey',
  in: place,
  parameter: 'key',
});

test('a credential is read only from where the contract says', () => {
  const everywhere = { headers: { key: 'h', cookie: 'x=1; key=c', authorization: 'bearer t' }, query: 'a=1&k%65y=q' };
  const read = (scheme: SecurityScheme | undefined, kind: 'jwt' | 'apiKeys' = 'apiKeys') =>
    credentialReader(scheme, { kind })?.read(everywhere);
  assert.deepEqual(read(keyIn('header')), { state: 'present', value: 'h' });
  assert.deepEqual(read(keyIn('query')), { state: 'present', value: 'q' });
  assert.deepEqual(read(keyIn('cookie')), { state: 'present', value: 'c' });
  assert.deepEqual(read({ name: 'b', node, type: 'http', scheme: 'Bearer' }, 'jwt'), { state: 'present', value: 't' });
  assert.deepEqual(read({ name: 'o', node, type: 'oauth2', flows: [] }, 'jwt'), { state: 'present', value: 't' });
  assert.deepEqual(read(undefined, 'jwt'), { state: 'present', value: 't' });
  assert.deepEqual(read(undefined), { state: 'absent' });
});

test('of several credentials after one scheme none is judged', () => {
  for (const text of ['Bearer a b', 'Bearer a, Bearer b', 'Bearer Bearer a', 'Bearer a\tb']) {
    const read = credentialReader(undefined, { kind: 'jwt' })?.read({ headers: { authorization: text }, query: '' });
    assert.equal(read?.state, 'malformed', text);
  }
});

test('a scheme whose credential we cannot read has no reader', () => {
  assert.equal(credentialReader({ name: 'b', node, type: 'http', scheme: 'basic' }, { kind: 'apiKeys' }), undefined);
  assert.equal(credentialReader({ name: 'm', node, type: 'mutualTLS' }, { kind: 'jwt' }), undefined);
});

test('absent values, and a credential that is given twice', () => {
  for (const place of ['header', 'query', 'cookie'] as const) {
    assert.deepEqual(credentialReader(keyIn(place), { kind: 'apiKeys' })?.read({ headers: {}, query: '' }), {
      state: 'absent',
    });
  }
  assert.equal(
    credentialReader(keyIn('query'), { kind: 'apiKeys' })?.read({ headers: {}, query: 'key=a&key=b' }).state,
    'malformed',
  );
  assert.equal(
    credentialReader(keyIn('cookie'), { kind: 'apiKeys' })?.read({ headers: { cookie: 'key=a; key=b' }, query: '' })
      .state,
    'malformed',
  );
});
