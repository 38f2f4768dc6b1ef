import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/admin-changes.js';
import { collectItem } from '../../../src/evidence/collect.js';
import { assertMissing, assertPresent, day, evidenceBench, noon } from '../evidence-bench.js';

describe('admin-changes', () => {
  const bench = evidenceBench();

  test('is missing while nothing of the kind was recorded', async () => {
    assertMissing(await bench.collect(item), /no record of the period/);
  });

  test('lists each record of the period', async () => {
    await bench.store.audit.append({ kind: 'key_created', subject: 's1' });
    const report = await bench.collect(item);
    assertPresent(report, /^1 record by 1 actor/);
    assert.equal(report.population.rows[0]![2], 'key_created');
    assert.equal(report.records.length, 1);
  });

  test('is missing of a period before', async () => {
    const report = await collectItem(item, bench.source(), { from: noon - 60 * day, to: noon - 30 * day });
    assertMissing(report, /no record of the period/);
  });
});
