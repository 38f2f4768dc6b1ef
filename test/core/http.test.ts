import assert from 'node:assert/strict';
import { it } from 'node:test';
import { headerOf } from '../../src/core/http.js';

it('a header is found by its name in any case, the first of several', () => {
  const headers = [
    ['Content-Type', 'text/plain'],
    ['set-cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
  ] as const;
  assert.equal(headerOf(headers, 'content-type'), 'text/plain');
  assert.equal(headerOf(headers, 'SET-COOKIE'), 'a=1');
  assert.equal(headerOf(headers, 'location'), undefined);
});
