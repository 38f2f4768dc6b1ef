import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/audit-runs.js';
import { assertMissing, assertPresent, day, evidenceBench, finding, noon, run } from '../evidence-bench.js';

describe('audit-runs', () => {
  const bench = evidenceBench();

  test('is missing while none was run', async () => {
    assertMissing(await bench.collect(item), /no audit was run/);
  });

  test('is stale with the last run from before, and says so', async () => {
    await bench.store.runs.save(run('r0', noon - 200 * day, { kind: 'audit' }));
    const report = await bench.collect(item);
    assert.equal(report.state, 'stale');
    assert.match(report.summary, /^none in the period; the last on 2026-05-08: complete, 0 findings$/);
  });

  test('counts what each run of the period reached and tried', async () => {
    const cells = {
      getOrder: { a: { state: 'passed', probes: 2 }, b: { state: 'skipped', reason: 'no actor' } },
    } as const;
    const coverage = { operations: 5, reached: 1, unreached: {}, cells };
    await bench.store.runs.save(run('r1', noon - day, { kind: 'audit', coverage, findings: [finding('f1')] }));
    const report = await bench.collect(item);
    assertPresent(
      report,
      /^1 run in the period; the last on 2026-11-23: complete, 1 of 5 operations reached, 1 finding$/,
    );
    assert.deepEqual(report.population.rows[0]!.slice(4, 10), [5, 1, 1, 0, 1, 0]);
  });
});
