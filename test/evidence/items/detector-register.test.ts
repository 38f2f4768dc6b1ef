import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/detector-register.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy } from '../evidence-bench.js';

describe('detector-register', () => {
  const bench = evidenceBench(fullPolicy);

  test('lists every detector and what the policy turned off', async () => {
    const report = await bench.collect(item);
    const { rows } = report.population;
    assertPresent(report, new RegExp(`^${rows.length - 1} of ${rows.length} detectors are on$`));
    assert.equal(rows.find(([id]) => id === 'scraping')![6], 'off');
  });

  test('is missing without a policy', async () => {
    assertMissing(await bench.collect(item, { project: undefined }), /no policy/);
  });
});
