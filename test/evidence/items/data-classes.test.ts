import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/data-classes.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy, plainPolicy } from '../evidence-bench.js';

describe('data-classes', () => {
  const bench = evidenceBench(fullPolicy);

  test('says what kind of data a property is, and who may have it', async () => {
    const report = await bench.collect(item);
    assertPresent(report, /^2 properties with a rule, 1 kind of data$/);
    assert.deepEqual(report.population.rows, [
      ['shop', 'Order', 'note', '', 'support', 'everyone who may call'],
      ['shop', 'Order', 'email', 'email', 'everyone who may call', 'everyone who may call'],
    ]);
  });

  test('is missing where nothing is classified', async () => {
    const project = await bench.projectOf(plainPolicy);
    assertMissing(await bench.collect(item, { project }), /classifies no property/);
  });
});
