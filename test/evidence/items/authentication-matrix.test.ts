import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/authentication-matrix.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy } from '../evidence-bench.js';

describe('authentication-matrix', () => {
  const bench = evidenceBench(fullPolicy);

  test('says what credential each operation asks for', async () => {
    const report = await bench.collect(item);
    assertPresent(report, /^4 of 5 operations ask for a credential, 1 do not$/);
    const rows = report.population.rows.map((row) => row.slice(1, 4));
    assert.deepEqual(rows[0], ['getHealth', 'none', 'yes']);
    assert.deepEqual(rows[3], ['getOrder', 'keyAuth', 'no']);
  });

  test('is missing without a policy', async () => {
    assertMissing(await bench.collect(item, { project: undefined }), /no policy/);
  });
});
