import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/inventory-changes.js';
import { assertMissing, assertPresent, day, evidenceBench, noon, run } from '../evidence-bench.js';

describe('inventory-changes', () => {
  const bench = evidenceBench();

  test('is missing while nothing was assessed', async () => {
    assertMissing(await bench.collect(item), /no audit or pentest/);
  });

  test('lists each state of contract and policy once', async () => {
    await bench.store.runs.save(run('r1', noon - 3 * day));
    await bench.store.runs.save(run('r2', noon - 2 * day));
    await bench.store.runs.save(run('r3', noon - day, { modelDigest: 'b'.repeat(64) }));
    const report = await bench.collect(item);
    assertPresent(report, /^2 states of contract and policy first seen in the period, 3 runs compared$/);
    assert.deepEqual(
      report.population.rows.map((row) => row[2]),
      ['r1', 'r3'],
    );
  });
});
