import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/scheduled-assessments.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy } from '../evidence-bench.js';

describe('scheduled-assessments', () => {
  const bench = evidenceBench(fullPolicy);

  test('is missing where the policy has no schedules', async () => {
    assertMissing(await bench.collect(item, { project: undefined }), /no `schedules`/);
  });

  test('lists schedules, and each time one ran', async () => {
    await bench.store.events.insert([
      bench.log.event(1, { kind: 'scheduled_run', outcome: 'info', detail: { name: 'nightly' } }),
    ]);
    const report = await bench.collect(item);
    assertPresent(report, /^1 schedule, 1 run in the period$/);
    assert.match(String(report.population.rows[0]![3]), /^audit, 0 3 \* \* \*/);
    assert.equal(report.records.length, 1);
  });
});
