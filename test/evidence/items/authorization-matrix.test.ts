import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/authorization-matrix.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy } from '../evidence-bench.js';

describe('authorization-matrix', () => {
  const bench = evidenceBench(fullPolicy);

  test('says which role may call which operation, with inclusion', async () => {
    const report = await bench.collect(item);
    assertPresent(report, /^3 roles by 5 operations; 1 are narrowed to roles$/);
    assert.deepEqual(report.population.columns.slice(2, 6), ['customer', 'support', 'admin', 'any signed-in caller']);
    const row = (id: string) => report.population.rows.find((one) => one[1] === id)!.slice(2);
    assert.deepEqual(row('deleteOrder'), ['no', 'no', 'yes', 'no', 'owner only']);
    assert.deepEqual(row('listOrders'), ['yes', 'yes', 'yes', 'yes', '']);
  });

  test('is missing without a policy', async () => {
    assertMissing(await bench.collect(item, { project: undefined }), /no policy/);
  });
});
