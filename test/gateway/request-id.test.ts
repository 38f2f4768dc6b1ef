import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestId } from '../../src/gateway/request-id.js';

test('ids are UUIDs of version 7, all different, and sort by time', () => {
  const ids = Array.from({ length: 5000 }, (_, i) => requestId(1_800_000_000_000 + i));
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(ids.map((id) => id.slice(14))).size, ids.length);
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(Number.parseInt(ids[7]!.replaceAll('-', '').slice(0, 12), 16), 1_800_000_000_007);
});
