import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/key-ceremonies.js';
import { collectItem } from '../../../src/evidence/collect.js';
import { assertMissing, assertPresent, day, evidenceBench, noon } from '../evidence-bench.js';

describe('key-ceremonies', () => {
  const bench = evidenceBench();

  test('is missing while nothing of the kind was recorded', async () => {
    await bench.store.audit.append({ kind: 'log_read' });
    assertMissing(await bench.collect(item), /no key or secret of the vault was changed/);
  });

  test('lists each record of the period', async () => {
    await bench.store.audit.append({ kind: 'vault_key_rotated', subject: 's1' });
    const report = await bench.collect(item);
    assertPresent(report, /^1 change of keys and secrets/);
    assert.equal(report.population.rows[0]![2], 'vault_key_rotated');
    assert.equal(report.records.length, 1);
  });

  test('is missing of a period before', async () => {
    const report = await collectItem(item, bench.source(), { from: noon - 60 * day, to: noon - 30 * day });
    assertMissing(report, /no key or secret of the vault was changed/);
  });
});
