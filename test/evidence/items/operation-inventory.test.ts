import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/operation-inventory.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy } from '../evidence-bench.js';

describe('operation-inventory', () => {
  const bench = evidenceBench(fullPolicy);

  test('lists every operation as it is served', async () => {
    const report = await bench.collect(item);
    assertPresent(report, /^5 operations of shop 1\.4\.0; 1 deprecated$/);
    assert.deepEqual(report.population.rows[1], ['shop', 'listOrders', 'GET', '/orders', 'yes', '', 'enforce']);
  });

  test('is missing without a policy', async () => {
    assertMissing(await bench.collect(item, { project: undefined }), /no policy/);
  });
});
