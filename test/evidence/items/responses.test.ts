import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/responses.js';
import { assertMissing, assertPresent, evidenceBench } from '../evidence-bench.js';

describe('responses', () => {
  const bench = evidenceBench();

  test('is missing where the audit log was not kept', async () => {
    assertMissing(await bench.collect(item), /no record of the period/);
  });

  test('says that nothing happened, where the audit log was kept', async () => {
    await bench.store.audit.append({ kind: 'policy_in_force' });
    const report = await bench.collect(item);
    assertPresent(report, /^no response was applied or undone by a person$/);
    assert.deepEqual([report.population.rows, report.records], [[], ['audit-0']]);
  });

  test('lists each record with time and actor', async () => {
    await bench.store.audit.append({ kind: 'response_undone', subject: 'k1', detail: { name: 'ci' } });
    const report = await bench.collect(item);
    assertPresent(report, /^1 response that a person applied or undid$/);
    const [row] = report.population.rows;
    assert.deepEqual([row![0], row![2], row![3], row![4]], ['audit-1', 'response_undone', 'tester', 'k1']);
    assert.deepEqual(report.records, ['audit-1']);
  });
});
