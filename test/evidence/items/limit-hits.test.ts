import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/limit-hits.js';
import { assertMissing, assertPresent, evidenceBench } from '../evidence-bench.js';

describe('limit-hits', () => {
  const bench = evidenceBench();

  test('is missing while nothing was logged', async () => {
    assertMissing(await bench.collect(item), /no calls of this period/);
  });

  test('counts denials of limits by operation', async () => {
    await bench.serve([429, 'RATE_LIMITED'], [429, 'RATE_LIMITED'], [403, 'ROLE_MISSING']);
    const report = await bench.collect(item);
    assertPresent(report, /^2 of 6 calls refused by a limit$/);
    assert.deepEqual(report.population.rows[0]!.slice(0, 3), ['getOrder', 'RATE_LIMITED', 2]);
  });
});
