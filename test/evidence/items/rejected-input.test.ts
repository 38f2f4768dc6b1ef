import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/rejected-input.js';
import { assertMissing, assertPresent, evidenceBench } from '../evidence-bench.js';

describe('rejected-input', () => {
  const bench = evidenceBench();

  test('is missing while nothing was logged', async () => {
    assertMissing(await bench.collect(item), /no calls of this period/);
  });

  test('counts what was refused for what it sent, by status', async () => {
    await bench.serve(
      [400, 'BODY_INVALID'],
      [413, 'BODY_TOO_LARGE'],
      [413, 'BODY_TOO_LARGE'],
      [401, 'CREDENTIAL_MISSING'],
    );
    const report = await bench.collect(item);
    assertPresent(report, /^3 of 7 calls refused for what they sent$/);
    assert.deepEqual(report.population.rows, [
      [400, 1, 0],
      [413, 2, 0],
    ]);
    assert.equal(report.records.length, 3);
  });
});
