import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/incident-drills.js';
import { assertMissing, assertPresent, day, evidenceBench, noon } from '../evidence-bench.js';

describe('incident-drills', () => {
  const bench = evidenceBench();

  const rows = { columns: ['what', 'when'], rows: [['first', '2026-11-20']], newest: noon - day, records: ['audit-3'] };

  test('shows the rows that the room in charge has for the period', async () => {
    const asked: unknown[] = [];
    const report = await bench.collect(item, {
      feed: async (...args) => {
        asked.push(args);
        return rows;
      },
    });
    assertPresent(report, /^1 drill$/);
    assert.deepEqual(asked, [['drills', bench.period]]);
    assert.deepEqual([report.population.rows, report.records], [rows.rows, ['audit-3']]);
  });

  test('is stale when the newest is too old', async () => {
    const old = { ...rows, newest: noon - 500 * day };
    assert.equal((await bench.collect(item, { feed: async () => old })).state, 'stale');
  });

  test('is missing without rows', async () => {
    assertMissing(await bench.collect(item), /no drill/);
    assertMissing(await bench.collect(item, { feed: async () => ({ ...rows, rows: [] }) }), /no drill/);
  });
});
