import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/published-documentation.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy } from '../evidence-bench.js';

describe('published-documentation', () => {
  const bench = evidenceBench(fullPolicy);

  const page = { api: 'shop', audience: 'public', operations: 5, files: 12, digest: 'ab'.repeat(32), unpublishable: 0 };

  test('gives the hash of the pages', async () => {
    const report = await bench.collect(item, { documentation: async () => [page] });
    assertPresent(report, /^1 documentation of 1 API, 5 operations$/);
    assert.ok(report.population.rows[0]!.includes(page.digest));
  });

  test('is missing while nothing can be published', async () => {
    const refused = { ...page, digest: '', files: 0, unpublishable: 3 };
    assertMissing(await bench.collect(item, { documentation: async () => [refused] }), /3 places would tell too much/);
  });
});
