import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimAt, rolesClaim, scopesClaim, textClaim } from '../../src/identity/claims.js';

test('scopes are read from every usual encoding, and nothing from a malformed one', () => {
  const rows: [Record<string, unknown>, string | undefined, string[]][] = [
    [{ scope: 'items:read' }, undefined, ['items:read']],
    [{ scope: 'openid  items:read' }, 'scope', ['openid', 'items:read']],
    [{ scope: ['a', 'b'] }, undefined, ['a', 'b']],
    [{ scp: ['a'] }, undefined, ['a']],
    [{ scp: 'a b' }, 'scope', ['a', 'b']],
    [{ scp: ['a'] }, 'scp', ['a']],
    [{ 'https://id.test/scopes': ['a'] }, 'https://id.test/scopes', ['a']],
    [{ auth: { scopes: ['a'] } }, '/auth/scopes', ['a']],
    [{ auth: { scopes: 'a' } }, 'auth.scopes', ['a']],
    [{ scope: ['a b'] }, undefined, ['a b']],
    [{}, undefined, []],
    [{ scope: null }, undefined, []],
    [{ scope: ['a', 7] }, undefined, []],
    [{ scope: { a: true } }, undefined, []],
    [{ scope: '' }, undefined, []],
    [{ scope: 7 }, undefined, []],
    [{ scp: ['a'] }, 'permissions', []],
  ];
  for (const [claims, name, wanted] of rows)
    assert.deepEqual(scopesClaim(claims, name), wanted, JSON.stringify(claims));
});

test('roles given as text are one role: a sentence does not become several', () => {
  assert.deepEqual(rolesClaim({ role: 'not admin' }, 'role'), ['not admin']);
  assert.deepEqual(rolesClaim({ realm_access: { roles: ['a'] } }, 'realm_access.roles'), ['a']);
  assert.deepEqual(rolesClaim({ roles: ['a', null] }, 'roles'), []);
  assert.deepEqual(rolesClaim({ roles: ['a'] }, undefined), []);
});

test('claims are own properties: nothing is found on a prototype', () => {
  assert.equal(claimAt({}, 'constructor.name'), undefined);
  assert.equal(claimAt({}, '/__proto__/x'), undefined);
  assert.equal(textClaim({ sub: '' }, 'sub'), undefined);
  assert.equal(textClaim({ sub: 7 }, 'sub'), '7');
  assert.equal(textClaim({ sub: ['a'] }, 'sub'), undefined);
});
