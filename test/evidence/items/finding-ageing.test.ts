import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/finding-ageing.js';
import { assertMissing, assertPresent, day, evidenceBench, finding, noon, run } from '../evidence-bench.js';

describe('finding-ageing', () => {
  const bench = evidenceBench();

  test('is missing while nothing was assessed', async () => {
    assertMissing(await bench.collect(item), /nothing was assessed/);
  });

  test('lists open findings with their ages, by severity', async () => {
    const scope = { apis: ['shop'] };
    await bench.store.findings.recordRun(
      run('r1', noon - day, { findings: [finding('f1'), finding('f2', { severity: 'low' })] }),
      scope,
    );
    bench.now += 10 * day;
    const report = await bench.collect(item);
    assertPresent(report, /^1 high \(oldest 1[01] days\), 1 low \(oldest 1[01] days\)$/);
    assert.equal(report.population.rows[0]![0], 'f1');
  });

  test('says that none is open, where something was assessed', async () => {
    await bench.store.findings.recordRun(run('r2', noon), { apis: ['shop'] });
    assertPresent(await bench.collect(item), /^no finding is open$/);
  });
});
