import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/detections.js';
import { assertMissing, assertPresent, evidenceBench, noon } from '../evidence-bench.js';

describe('detections', () => {
  const bench = evidenceBench();

  test('is missing while there was nothing to look at', async () => {
    assertMissing(await bench.collect(item), /nothing was logged/);
  });

  test('is present and empty where calls were logged and nothing was noticed', async () => {
    await bench.serve();
    assertPresent(await bench.collect(item), /^0 detections, 0 closed with a reason; none was answered by a block$/);
  });

  test('lists each detection with its disposition and the time to a response', async () => {
    const id = '01a210c1-dc67-7174-8605-000000000001';
    const record = { id, rule: 'scraping', about: 'actor x', time: noon, document: { severity: 'medium' } };
    const block = {
      id: 'b1',
      detectionId: id,
      actor: 'principal:x',
      effect: 'block',
      createdAt: noon + 5000,
      expiresAt: noon + 900_000,
    } as const;
    await bench.store.detections.add(record, [block]);
    await bench.store.detections.undo(id, 'ada', 'a partner');
    const report = await bench.collect(item);
    assertPresent(report, /^1 detection, 1 closed with a reason; mean time to a response 5 s \(1 response\)$/);
    assert.deepEqual(report.population.rows[0]!.slice(5, 10), ['closed', 'ada', 'a partner', 'block', 5]);
  });
});
