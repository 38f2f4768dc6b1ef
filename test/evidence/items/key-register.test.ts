import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/key-register.js';
import { assertMissing, assertPresent, day, evidenceBench, noon } from '../evidence-bench.js';

describe('key-register', () => {
  const bench = evidenceBench();

  test('is missing while no key was issued', async () => {
    assertMissing(await bench.collect(item), /no API key was issued/);
  });

  test('lists keys with their ages, and leaves out those that ended before the period', async () => {
    const key = {
      prefix: 'pk_',
      pepperVersion: 1,
      name: 'ci',
      roles: ['customer'],
      scopes: [],
    };
    await bench.store.keys.create({
      ...key,
      id: 'old',
      digest: new Uint8Array(32).fill(1),
      createdAt: noon - 100 * day,
      revokedAt: noon - 90 * day,
    });
    await bench.store.keys.create({
      ...key,
      id: 'kept',
      digest: new Uint8Array(32).fill(2),
      createdAt: noon - 40 * day,
    });
    await bench.store.keys.create({
      ...key,
      id: 'gone',
      digest: new Uint8Array(32).fill(3),
      createdAt: noon - 3 * day,
      revokedAt: noon - day,
    });
    const report = await bench.collect(item);
    assertPresent(report, /^1 key valid, the oldest 40 days old; 1 issued and 1 revoked in the period$/);
    assert.deepEqual(report.population.rows.map(([id]) => id).sort(), ['gone', 'kept']);
    assert.doesNotMatch(JSON.stringify(report), /digest/);
  });
});
