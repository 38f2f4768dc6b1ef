import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/vault-secrets.js';
import { assertMissing, assertPresent, day, evidenceBench } from '../evidence-bench.js';

describe('vault-secrets', () => {
  const bench = evidenceBench();

  test('is missing while the vault keeps nothing', async () => {
    assertMissing(await bench.collect(item), /keeps no secret/);
  });

  test('lists names and ages, never values', async () => {
    await bench.store.vault.secrets.put('payments', 'sealed-text');
    bench.now += 12 * day;
    const report = await bench.collect(item);
    assertPresent(report, /^1 secret, the longest unchanged for 12 days$/);
    assert.equal(report.population.rows[0]![0], 'payments');
    assert.doesNotMatch(JSON.stringify(report), /sealed-text/);
  });
});
