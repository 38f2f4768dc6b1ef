import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/accepted-risks.js';
import { assertMissing, assertPresent, day, evidenceBench, finding, noon, run } from '../evidence-bench.js';

describe('accepted-risks', () => {
  const bench = evidenceBench();

  test('is missing while nothing was assessed', async () => {
    assertMissing(await bench.collect(item), /nothing was assessed/);
  });

  test('lists who accepted what, why and until when', async () => {
    await bench.store.findings.recordRun(run('r1', noon - day, { findings: [finding('f1')] }), { apis: ['shop'] });
    const triage = { reason: 'internal network only', by: 'ada', expires: '2027-03-01' };
    await bench.store.findings.setStatus('f1', 'accepted', triage);
    const report = await bench.collect(item);
    assertPresent(report, /^1 finding accepted or called a false positive$/);
    assert.deepEqual(report.population.rows[0]!.slice(5, 8), ['ada', 'internal network only', '2027-03-01']);
  });
});
