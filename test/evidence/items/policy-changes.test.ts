import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/policy-changes.js';
import { collectItem } from '../../../src/evidence/collect.js';
import { assertMissing, assertPresent, day, evidenceBench, noon } from '../evidence-bench.js';

describe('policy-changes', () => {
  const bench = evidenceBench();

  test('is missing while nothing of the kind was recorded', async () => {
    await bench.store.audit.append({ kind: 'log_read' });
    assertMissing(await bench.collect(item), /no policy was put in force/);
  });

  test('lists each record of the period', async () => {
    await bench.store.audit.append({ kind: 'policy_in_force', subject: 's1' });
    const report = await bench.collect(item);
    assertPresent(report, /^1 change in force, 0 versions kept/);
    assert.equal(report.population.rows[0]![2], 'policy_in_force');
    assert.equal(report.records.length, 1);
  });

  test('is missing of a period before', async () => {
    const report = await collectItem(item, bench.source(), { from: noon - 60 * day, to: noon - 30 * day });
    assertMissing(report, /no policy was put in force/);
  });
});
