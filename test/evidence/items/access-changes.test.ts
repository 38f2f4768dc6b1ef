import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/access-changes.js';
import { assertMissing, assertPresent, evidenceBench } from '../evidence-bench.js';

describe('access-changes', () => {
  const bench = evidenceBench();

  test('is missing where the audit log was not kept', async () => {
    assertMissing(await bench.collect(item), /no record of the period/);
  });

  test('says that nothing happened, where the audit log was kept', async () => {
    await bench.store.audit.append({ kind: 'policy_in_force' });
    const report = await bench.collect(item);
    assertPresent(report, /^no key, person or token was added, changed or removed$/);
    assert.deepEqual([report.population.rows, report.records], [[], ['audit-0']]);
  });

  test('lists each record with time and actor', async () => {
    await bench.store.audit.append({ kind: 'key_created', subject: 'k1', detail: { name: 'ci' } });
    const report = await bench.collect(item);
    assertPresent(report, /^1 change of access, each with time and actor$/);
    const [row] = report.population.rows;
    assert.deepEqual([row![0], row![2], row![3], row![4]], ['audit-1', 'key_created', 'tester', 'k1']);
    assert.deepEqual(report.records, ['audit-1']);
  });
});
