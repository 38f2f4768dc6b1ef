import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/retention.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy } from '../evidence-bench.js';

describe('retention', () => {
  const bench = evidenceBench(fullPolicy);

  test('says how long each kind is kept, and what was dropped', async () => {
    await bench.store.audit.append({ kind: 'log_retained', detail: { findings: 2 } });
    const report = await bench.collect(item);
    assertPresent(report, /^allowed calls 30 days, denials 400 days, audit log for ever; 1 removal in the period$/);
    assert.deepEqual(report.population.rows.at(-1)!.slice(0, 3), ['removed', '', 'audit-0']);
    assert.deepEqual(report.records, ['audit-0']);
  });

  test('is missing without a policy', async () => {
    assertMissing(await bench.collect(item, { project: undefined }), /no policy/);
  });
});
