import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/vault-keys.js';
import { assertMissing, assertPresent, day, evidenceBench, noon } from '../evidence-bench.js';

describe('vault-keys', () => {
  const bench = evidenceBench();

  test('is missing while the vault has no key', async () => {
    assertMissing(await bench.collect(item), /no data key yet/);
  });

  test('sums keys by purpose and state, with the age of the oldest', async () => {
    const key = { tenant: 't', kekId: 'file', wrapped: 'w', uses: 5 };
    await bench.store.vault.keys.add({ ...key, id: 'a', purpose: 'store', createdAt: noon - 20 * day });
    await bench.store.vault.keys.add({ ...key, id: 'b', purpose: 'store', subjectMac: 'm1', createdAt: noon });
    const report = await bench.collect(item);
    assertPresent(report, /^2 data keys in use, the oldest 20 days old; 0 retired or destroyed$/);
    assert.deepEqual(report.population.rows[0]!.slice(0, 6), ['store', 'all', 'file', 'current', 1, 5]);
    assert.doesNotMatch(JSON.stringify(report), /m1/);
  });
});
