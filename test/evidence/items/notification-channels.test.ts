import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/notification-channels.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy, plainPolicy } from '../evidence-bench.js';

describe('notification-channels', () => {
  const bench = evidenceBench(fullPolicy);

  test('names who is told, without the secret path of a webhook', async () => {
    const report = await bench.collect(item);
    assertPresent(report, /^1 notification$/);
    assert.equal(report.population.rows[0]![0], 'team');
    assert.equal(report.population.rows[0]![2], 'webhook to hooks.example.com');
    assert.doesNotMatch(JSON.stringify(report), /hush/);
  });

  test('is missing where nobody is told', async () => {
    const project = await bench.projectOf(plainPolicy);
    assertMissing(await bench.collect(item, { project }), /tells nobody/);
  });
});
