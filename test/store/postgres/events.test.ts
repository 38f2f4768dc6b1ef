import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeEvents } from '../event-suite.js';
import { describeEventViews } from '../event-views-suite.js';
import { describeManyEvents } from '../many-events-suite.js';
import { anEvent } from '../store-suite.js';
import { assertLogsWhole } from '../verify-logs.js';
import { usePostgres } from './bench.js';
import { withPostgres } from './postgres-server.js';

describe('events', withPostgres, () => {
  const bench = usePostgres();
  describeEvents('PostgreSQL', bench.make);
  describeManyEvents('PostgreSQL', () => bench.open());
  describeEventViews('PostgreSQL', () => bench.open());

  test('names with NUL in them are kept apart from all others, and found', async () => {
    const store = await bench.open();
    const names = ['a\0', 'a\u0001', 'a\u00010', 'a\u00011', 'a'];
    await store.events.insert(names.map((principalId) => anEvent({ principalId })));
    for (const principal of names) {
      const found = await store.events.search({ principal });
      assert.deepEqual(
        found.map(({ principalId }) => principalId),
        [principal],
      );
    }
    assert.equal(await assertLogsWhole(store.events), names.length);
  });

  describe('whoever changes the tables', () => {
    for (const [what, log, sql] of [
      ['a column that searches read', 'denials', `UPDATE denial_event SET operation = 'b'`],
      ['a record into no JSON', 'denials', `UPDATE denial_event SET record = 'x'`],
      ['the number of calls', 'access', 'UPDATE access_batch SET events = 0'],
      ['the names in a summary', 'access', `UPDATE access_batch SET names = '\\x00'`],
    ] as const) {
      test(`into something else (${what}) is found`, async () => {
        const url = await bench.server.database();
        const store = await bench.open({ url });
        const allowed = { kind: 'access', outcome: 'allowed', severity: 'info' } as const;
        await store.events.insert([anEvent({ operationId: 'a' }), anEvent({ ...allowed, operationId: 'a' })]);
        await bench.server.sql(url, `SET search_path = portcullis; ${sql}`);
        const found: boolean[] = [];
        for await (const { consistent } of store.events.leaves(log)) found.push(consistent);
        assert.deepEqual(found, [false]);
      });
    }
  });
});
