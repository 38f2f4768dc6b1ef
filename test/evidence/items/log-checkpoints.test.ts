import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/log-checkpoints.js';
import { collectItem } from '../../../src/evidence/collect.js';
import { assertMissing, assertPresent, day, evidenceBench, noon } from '../evidence-bench.js';

describe('log-checkpoints', () => {
  const bench = evidenceBench();

  test('is missing while nothing is signed', async () => {
    assertMissing(await bench.collect(item), /no checkpoint was signed/);
  });

  test('lists each signed state, and is stale when the signing stopped days ago', async () => {
    await bench.store.audit.append({ kind: 'log_read' });
    await bench.sign();
    assertPresent(await bench.collect(item), /^1 checkpoint of 1 log$/);
    bench.now += 5 * day;
    const later = await collectItem(item, bench.source(), { from: noon - day, to: noon + 4 * day });
    assert.equal(later.state, 'stale');
    assert.deepEqual(later.population.rows[0]!.slice(0, 3), ['control', '2026-11-24T12:00:00.000Z', 1]);
  });
});
