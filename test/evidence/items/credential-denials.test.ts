import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/credential-denials.js';
import { assertMissing, assertPresent, evidenceBench } from '../evidence-bench.js';

describe('credential-denials', () => {
  const bench = evidenceBench();

  test('is missing while nothing was logged', async () => {
    assertMissing(await bench.collect(item), /no calls of this period/);
  });

  test('counts denials for credentials and roles by reason, and names some to be proved', async () => {
    await bench.serve(
      [401, 'CREDENTIAL_MISSING'],
      [401, 'CREDENTIAL_MISSING'],
      [403, 'ROLE_MISSING'],
      [429, 'RATE_LIMITED'],
    );
    const report = await bench.collect(item);
    assertPresent(report, /^3 denials for credentials, roles, scopes and owners$/);
    assert.deepEqual(
      report.population.rows.map((row) => row.slice(0, 4)),
      [
        ['CREDENTIAL_MISSING', 'getOrder', 401, 2],
        ['ROLE_MISSING', 'getOrder', 403, 1],
      ],
    );
    assert.equal(report.records.length, 3);
  });
});
