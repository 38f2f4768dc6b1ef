import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeStep, parsePointer, valueAt, valuesAt, withoutAt } from '../../src/gateway/pointer.js';

test('pointers are read with their escapes', () => {
  assert.deepEqual(parsePointer(''), []);
  assert.deepEqual(parsePointer('/a~1b/~01/*'), ['a/b', '~1', '*']);
  assert.equal(escapeStep('a/~b'), 'a~1~0b');
});

test('values are found on own properties only, and every absence is counted', () => {
  const value = { items: [{ a: 1 }, { a: 2 }, {}], n: null };
  assert.deepEqual(valuesAt(value, ['items', '*', 'a']), { values: [1, 2], absent: 1 });
  assert.deepEqual(valuesAt({ items: [] }, ['items', '*', 'a']), { values: [], absent: 0 });
  assert.deepEqual(valuesAt(value, ['n', 'x']), { values: [], absent: 1 });
  assert.deepEqual(valuesAt(undefined, ['x']), { values: [], absent: 1 });
  assert.equal(valueAt(value, ['constructor', 'name']), undefined);
  assert.equal(valueAt(value, ['items', 'length']), undefined);
  assert.equal(valueAt(value, ['items', '01']), undefined);
  assert.deepEqual(valueAt(value, ['items', '0']), { a: 1 });
});

test('removing copies what changes and nothing else', () => {
  const value = { a: { b: 1, c: 2 }, list: [{ x: 1, y: 2 }, 7] };
  assert.deepEqual(withoutAt(value, ['a', 'b']), { a: { c: 2 }, list: [{ x: 1, y: 2 }, 7] });
  assert.deepEqual(withoutAt(value, ['list', '*', 'x']), { a: { b: 1, c: 2 }, list: [{ y: 2 }, 7] });
  assert.deepEqual(withoutAt(value, ['list', '0']), { a: { b: 1, c: 2 }, list: [null, 7] });
  assert.equal(withoutAt(value, ['a', 'z']), value);
  assert.equal(withoutAt(value, ['list', '*', 'z']), value);
  assert.deepEqual(value, { a: { b: 1, c: 2 }, list: [{ x: 1, y: 2 }, 7] });
});
