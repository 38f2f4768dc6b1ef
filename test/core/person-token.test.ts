import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personKey, personToken, principalToken } from '../../src/core/person-token.js';

const key = personKey(Buffer.alloc(32, 1));

test('a person has one token, which says nothing of the name and differs with the key', () => {
  const token = personToken(key, 'alice@example.com');
  assert.match(token, /^p_[\w-]{16}$/);
  assert.equal(personToken(key, 'alice@example.com'), token);
  assert.notEqual(personToken(key, 'alice@example.con'), token);
  assert.notEqual(personToken(personKey(Buffer.alloc(32, 2)), 'alice@example.com'), token);
});

test('the id of a principal keeps what recognised them, and a key its id', () => {
  assert.equal(principalToken(key, 'jwt:3f2a91c0:alice'), `jwt:3f2a91c0:${personToken(key, 'alice')}`);
  assert.equal(principalToken(key, 'user:basic:a:b'), `user:basic:${personToken(key, 'a:b')}`);
  assert.equal(principalToken(key, 'key:pk_1'), 'key:pk_1');
});
