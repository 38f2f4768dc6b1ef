import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/validation-coverage.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy } from '../evidence-bench.js';

describe('validation-coverage', () => {
  const bench = evidenceBench(fullPolicy);

  test('counts what has a schema, and what has not', async () => {
    const report = await bench.collect(item);
    assertPresent(report, /^4 of 5 operations have a schema for every parameter and body$/);
    const row = (id: string) => report.population.rows.find((one) => one[1] === id)!.slice(2, 6);
    assert.deepEqual(row('listOrders'), [1, 0, '', '']);
    assert.deepEqual(row('createOrder'), [0, 0, 'application/json', 'yes']);
  });

  test('is missing without a policy', async () => {
    assertMissing(await bench.collect(item, { project: undefined }), /no policy/);
  });
});
