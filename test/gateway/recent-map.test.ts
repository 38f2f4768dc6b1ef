import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentMap } from '../../src/gateway/recent-map.js';

test('what was used longest ago is forgotten first, and there is never more than the bound', () => {
  const map = new RecentMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  assert.equal(map.get('a'), 1);
  map.set('c', 3);
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => map.get(key)),
    [1, undefined, 3],
  );
  map.set('c', 4);
  assert.deepEqual([map.get('c'), map.size], [4, 2]);
});
