import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/answer-filtering.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy } from '../evidence-bench.js';

describe('answer-filtering', () => {
  const bench = evidenceBench(fullPolicy);

  test('says what is kept out of the answers of each operation', async () => {
    const report = await bench.collect(item);
    assertPresent(report, /of 5 operations have their answers filtered$/);
    const row = report.population.rows.find((one) => one[1] === 'getOrder')!;
    assert.equal(row[5], 1, 'the note is for support only');
  });

  test('is missing without a policy', async () => {
    assertMissing(await bench.collect(item, { project: undefined }), /no policy/);
  });
});
