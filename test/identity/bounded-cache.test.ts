import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBoundedCache } from '../../src/identity/bounded-cache.js';

test('what was set is found, and what was deleted is not', () => {
  const cache = makeBoundedCache<number>(10);
  cache.set('a', 1);
  assert.equal(cache.get('a'), 1);
  cache.set('a', 2);
  assert.equal(cache.get('a'), 2);
  cache.delete('a');
  assert.equal(cache.get('a'), undefined);
  assert.equal(cache.size, 0);
});

test('strangers cannot make it grow beyond its limit', () => {
  const cache = makeBoundedCache<number>(10);
  for (let i = 0; i < 1000; i++) {
    cache.set(`stranger ${i}`, i);
    assert.ok(cache.size <= 10, `${cache.size} entries`);
  }
});

test('what is used stays while others come and go, and the latest half always does', () => {
  const cache = makeBoundedCache<number>(10);
  cache.set('used', 1);
  for (let i = 0; i < 1000; i++) {
    cache.set(`stranger ${i}`, i);
    assert.equal(cache.get('used'), 1);
    for (let back = 0; back < 4; back++) {
      if (i >= back) assert.equal(cache.get(`stranger ${i - back}`), i - back);
    }
  }
});

test('a deleted entry does not come back from the older generation', () => {
  const cache = makeBoundedCache<number>(4);
  cache.set('a', 1);
  for (const name of ['b', 'c']) cache.set(name, 0);
  cache.set('a', 2);
  cache.delete('a');
  assert.equal(cache.get('a'), undefined);
});
