import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/object-ownership.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy, plainPolicy } from '../evidence-bench.js';

describe('object-ownership', () => {
  const bench = evidenceBench(fullPolicy);

  test('says whose each object must be, and who may cross', async () => {
    const report = await bench.collect(item);
    assertPresent(report, /^2 of 2 operations about an object check whose it is$/);
    const [row, write] = report.population.rows;
    assert.deepEqual(row, ['shop', 'getOrder', 'order', 'field', 'principal.subject', 'support', '']);
    assert.deepEqual(write!.slice(1, 4), ['deleteOrder', 'order', 'lookup']);
  });

  test('is missing where no owner is declared', async () => {
    const project = await bench.projectOf(plainPolicy);
    assertMissing(
      await bench.collect(item, { project }),
      /^2 operations are about an object, and none says whose it must be$/,
    );
  });
});
