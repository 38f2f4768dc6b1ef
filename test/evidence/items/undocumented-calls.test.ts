import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/undocumented-calls.js';
import { assertMissing, assertPresent, evidenceBench } from '../evidence-bench.js';

describe('undocumented-calls', () => {
  const bench = evidenceBench();

  test('is missing while nothing was logged', async () => {
    assertMissing(await bench.collect(item), /no calls of this period/);
  });

  test('counts calls of operations that no contract has', async () => {
    await bench.serve([404, 'OPERATION_UNKNOWN'], [404, 'OPERATION_UNKNOWN'], [404, 'OBJECT_NOT_OWNED']);
    const report = await bench.collect(item);
    assertPresent(report, /^2 calls of unknown operations among 6 calls$/);
    assert.equal(report.population.rows[0]![2], 2);
    assert.equal(report.records.length, 2);
  });
});
