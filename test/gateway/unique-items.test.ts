import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areUnique } from '../../src/gateway/unique-items.js';

test('items are compared as JSON values', () => {
  const unique = [
    [],
    [1, '1', true, null, 'null'],
    [{ a: 1 }, { a: 2 }, { b: 1 }],
    [[1], [1, 2]],
    [{}, []],
    ['a,b', 'a', 'b'],
    [{ 'a":1,"b': 1 }, { a: 1, b: 1 }],
  ];
  const repeated = [
    [1, 1],
    [1, 1.0],
    [null, null],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [
      [1, [2]],
      [1, [2]],
    ],
    [{}, {}],
    [0, -0],
  ];
  for (const items of unique) assert.ok(areUnique(items), JSON.stringify(items));
  for (const items of repeated) assert.ok(!areUnique(items), JSON.stringify(items));
});

test('many items take linear time', () => {
  const items = Array.from({ length: 100_000 }, (_, i) => ({ i }));
  const started = performance.now();
  assert.ok(areUnique(items));
  assert.ok(performance.now() - started < 2_000);
});
