import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyOf, partitionAt, partitionOf } from '../../../src/store/sqlite/partition-name.js';

test('only allowed calls go by day', () => {
  assert.equal(familyOf({ kind: 'access', outcome: 'allowed' }), 'access');
  assert.equal(familyOf({ kind: 'access', outcome: 'failed' }), 'denials');
  assert.equal(familyOf({ kind: 'denial', outcome: 'denied' }), 'denials');
  assert.equal(familyOf({ kind: 'key_used', outcome: 'allowed' }), 'denials');
});

test('a partition covers its times and meets the next without a gap', () => {
  const lastMilli = Date.UTC(2024, 1, 29, 23, 59, 59, 999);
  for (const family of ['access', 'denials'] as const) {
    const [before, after] = [partitionAt(family, lastMilli), partitionAt(family, lastMilli + 1)];
    assert.equal(before.end, lastMilli + 1);
    assert.equal(after.start, before.end);
    assert.ok(before.start <= lastMilli);
    assert.deepEqual(partitionOf(family, `${before.name}.db`), before);
  }
  assert.equal(partitionAt('access', lastMilli).name, '2024-02-29');
  assert.equal(partitionAt('denials', Date.UTC(2026, 11, 31)).end, Date.UTC(2027, 0, 1));
});

test('other files in the folder are none of ours', () => {
  for (const name of ['2026-11-24.db-wal', '2026-13.db', '2026-02-30.db', 'x.db', '2026-11-24.db.damaged']) {
    assert.equal(partitionOf('access', name), undefined, name);
  }
  assert.equal(partitionOf('access', '2026-11.db'), undefined);
  assert.equal(partitionOf('denials', '2026-11-24.db'), undefined);
});
