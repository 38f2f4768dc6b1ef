import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/remediation.js';
import { assertMissing, assertPresent, day, evidenceBench, finding, noon, run } from '../evidence-bench.js';

describe('remediation', () => {
  const bench = evidenceBench();

  test('is missing while nothing was assessed', async () => {
    assertMissing(await bench.collect(item), /nothing was assessed/);
  });

  test('lists what was fixed in the period, and how long it took', async () => {
    const scope = { apis: ['shop'] };
    bench.log.now = noon - 4 * day;
    await bench.store.findings.recordRun(run('r1', noon - 4 * day, { findings: [finding('f1')] }), scope);
    assertMissing(await bench.collect(item), /no finding was fixed or patched/);
    bench.log.now = noon - day;
    await bench.store.findings.recordRun(run('r2', noon - day), scope);
    const report = await bench.collect(item);
    assertPresent(report, /^1 finding closed, on average 3\.0 days after it was first seen$/);
    assert.deepEqual([report.population.rows[0]![6], report.population.rows[0]![8]], ['fixed', 'r2']);
  });
});
