import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/limits.js';
import { assertPresent, evidenceBench, fullPolicy, plainPolicy } from '../evidence-bench.js';

describe('limits', () => {
  const bench = evidenceBench(fullPolicy);

  test('says each limit in words', async () => {
    const report = await bench.collect(item);
    assertPresent(report, /^5 of 5 operations have a rate limit; all have a body and a time limit$/);
    assert.deepEqual(report.population.rows[0]!.slice(2), ['300 in 60 s per principal', 1_048_576, 10, '']);
  });

  test('counts the operations that have none', async () => {
    const project = await bench.projectOf(plainPolicy);
    assertPresent(await bench.collect(item, { project }), /^0 of 5 operations have a rate limit/);
  });
});
