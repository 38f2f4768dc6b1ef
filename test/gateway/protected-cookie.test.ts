import assert from 'node:assert/strict';
import { it } from 'node:test';
import { protectedCookie } from '../../src/gateway/protected-cookie.js';

const names = ['session'];

it('adds what is missing, and Secure over TLS alone', () => {
  assert.equal(protectedCookie('session=abc; Path=/', names, false), 'session=abc; Path=/; HttpOnly; SameSite=Lax');
  assert.equal(protectedCookie('session=abc', names, true), 'session=abc; HttpOnly; SameSite=Lax; Secure');
});

it('leaves alone what the API has set, however it is written', () => {
  const line = 'session=abc; httponly; SAMESITE=Strict; secure';
  assert.equal(protectedCookie(line, names, true), line);
});

it('leaves alone cookies that are not named', () => {
  assert.equal(protectedCookie('theme=dark', names, true), 'theme=dark');
  assert.equal(protectedCookie('session2=abc', names, true), 'session2=abc');
});
