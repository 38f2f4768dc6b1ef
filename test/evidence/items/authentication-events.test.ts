import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/authentication-events.js';
import { assertMissing, assertPresent, evidenceBench } from '../evidence-bench.js';

describe('authentication-events', () => {
  const bench = evidenceBench();

  test('is missing while nothing was logged', async () => {
    assertMissing(await bench.collect(item), /no calls of this period/);
  });

  test('counts every call by day, and those without a valid credential', async () => {
    await bench.serve([401, 'CREDENTIAL_MISSING'], [403, 'ROLE_MISSING']);
    const report = await bench.collect(item);
    assertPresent(report, /^5 calls judged, 1 refused for want of a valid credential \(401\)$/);
    assert.deepEqual(report.population.rows, [['2026-11-24', 3, 2, 0]]);
  });
});
