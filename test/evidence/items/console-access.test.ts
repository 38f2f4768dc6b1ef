import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/console-access.js';
import { assertMissing, assertPresent, evidenceBench, noon } from '../evidence-bench.js';

describe('console-access', () => {
  const bench = evidenceBench();

  test('is missing while the console has nobody', async () => {
    assertMissing(await bench.collect(item), /no people and no tokens/);
  });

  test('lists people and tokens with their roles', async () => {
    const facts = { via: 'password', mustChangePassword: false, disabled: false, createdAt: noon } as const;
    await bench.store.console.addUser({ name: 'ada', role: 'admin', ...facts }, '$argon2id$secret');
    await bench.store.console.addUser({ name: 'bo', role: 'viewer', ...facts, disabled: true }, '$argon2id$secret');
    const report = await bench.collect(item);
    assertPresent(report, /^2 people \(1 admin\) and 0 tokens$/);
    assert.deepEqual(report.population.rows[1]!.slice(0, 4), ['person (password)', 'bo', 'viewer', 'disabled']);
    assert.doesNotMatch(JSON.stringify(report), /argon2id/);
  });
});
