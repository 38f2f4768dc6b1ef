import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/proofs.js';
import { assertMissing, assertPresent, day, evidenceBench, noon, run } from '../evidence-bench.js';

describe('proofs', () => {
  const bench = evidenceBench();

  test('is missing while nothing was proved', async () => {
    assertMissing(await bench.collect(item), /no finding was proved/);
  });

  test('lists each proof with its verdict', async () => {
    const step = { name: 'attack', outcome: 'worked', status: 200, exchanges: [] } as const;
    const proof = { finding: 'f1', verdict: 'proved', because: 'denied', attackDirect: step, variants: [] } as const;
    await bench.store.runs.save(run('p1', noon - day, { kind: 'proof', proof }));
    const report = await bench.collect(item);
    assertPresent(report, /^1 proof in the period; 1 of 1 shown say proved$/);
    assert.deepEqual(report.population.rows[0]!.slice(0, 3), ['p1', 'f1', 'proved']);
  });
});
