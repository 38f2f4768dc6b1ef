import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SecurityEvent } from '../../src/core/events.js';
import type { EventStore, LogLeaf, LogName, Store } from '../../src/store/store.js';
import { accessFacts, anEvent, noon } from './store-suite.js';
import { assertLogsWhole } from './verify-logs.js';

const hour = 3_600_000;

export async function leavesOf(events: EventStore, log: LogName, from?: number): Promise<LogLeaf[]> {
  const leaves: LogLeaf[] = [];
  for await (const leaf of events.leaves(log, from)) leaves.push(leaf);
  return leaves;
}

async function allPages(events: EventStore, limit: number): Promise<string[]> {
  const seen: string[] = [];
  for (;;) {
    const before = seen.at(-1);
    const page = await events.search({ limit, ...(before === undefined ? {} : { before }) });
    seen.push(...page.map(({ id }) => id));
    if (page.length < limit) return seen;
  }
}

/** What the event log of every engine does with clocks that jump and with many calls. `makeStore` gives an empty one. */
export function describeManyEvents(engine: string, makeStore: () => Promise<Store>): void {
  describe(`many events in ${engine}`, () => {
    describe('a clock that is set by an hour, over midnight and the end of a month, forth and back', () => {
      const times = [0, 1, -hour, hour, hour + 1, 2, 3, 31 * 24 * hour, 4, -31 * 24 * hour, 5, hour, 6];
      const midnight = Date.UTC(2026, 10, 1);
      const events = times.map((offset, n) => anEvent({ time: midnight + offset, ...(n % 2 ? accessFacts : {}) }));

      test('loses nothing, keeps the order of arrival in the log, and pages neither skip nor repeat', async () => {
        const store = await makeStore();
        for (const event of events) await store.events.insert([event]);
        for (const log of ['access', 'denials'] as const) {
          const expected = events.filter(({ kind }) => (kind === 'access') === (log === 'access')).map(({ id }) => id);
          const leaves = await leavesOf(store.events, log);
          assert.deepEqual(
            leaves.map(({ id }) => id),
            expected,
          );
          assert.deepEqual(
            leaves.map(({ n }) => n),
            expected.map((_, n) => n),
          );
        }
        const newestFirst = events.map(({ id }) => id).sort((a, b) => (a < b ? 1 : -1));
        for (const limit of [1, 3, 100]) assert.deepEqual(await allPages(store.events, limit), newestFirst);
        assert.equal(await store.events.count(), events.length);
        for (const event of events) assert.deepEqual(await store.events.get(event.id), event);
        assert.equal(await store.events.insert(events), 0);
        const since = midnight + hour;
        const until = since + 1;
        assert.deepEqual((await store.events.search({ since, until })).length, 2);
        await assertLogsWhole(store.events);
        await store.close();
      });
    });

    describe('many calls', () => {
      const operations = ['list', 'get', 'put'];
      const calls: SecurityEvent[] = Array.from({ length: 5000 }, (_, n) =>
        anEvent({
          ...accessFacts,
          time: noon + n * 20,
          operationId: operations[n % 3]!,
          principalId: `user-${n % 700}`,
          status: n % 250 === 7 ? 503 : 200,
          micros: n,
          bytesIn: 1,
          bytesOut: 2,
        }),
      );

      test('a search over batches finds what a search over single events would', async () => {
        const store = await makeStore();
        // Shuffled by worker: batches overlap in time.
        for (const worker of [0, 1, 2]) await store.events.insert(calls.filter((_, n) => (n % 7) % 3 === worker));
        const newest = [...calls].reverse();
        for (const [filter, fits] of [
          [{}, () => true],
          [{ operation: 'get' }, ({ operationId }) => operationId === 'get'],
          [{ principal: 'user-77' }, ({ principalId }) => principalId === 'user-77'],
          [{ principal: 'nobody' }, () => false],
          [{ status: 503 }, ({ status }) => status === 503],
          [{ statusClass: 5, operation: 'put' }, ({ status, operationId }) => status === 503 && operationId === 'put'],
          [{ statusClass: 4 }, () => false],
          [{ since: noon + 40_000, until: noon + 41_000 }, ({ time }) => time >= noon + 40_000 && time < noon + 41_000],
          [{ outcome: 'denied' }, () => false],
        ] as [Parameters<EventStore['count']>[0], (event: SecurityEvent) => boolean][]) {
          const expected = newest.filter(fits);
          const found = await store.events.search({ ...filter, limit: 100 });
          assert.deepEqual(found, expected.slice(0, 100), JSON.stringify(filter));
          assert.equal(await store.events.count(filter), expected.length, JSON.stringify(filter));
        }
        assert.deepEqual(
          await allPages(store.events, 333),
          newest.map(({ id }) => id),
        );
        await store.close();
      });

      test('sums by minute say the same as the events, also across files and after a second insertion', async () => {
        const store = await makeStore();
        await store.events.insert(calls);
        assert.equal(await store.events.insert(calls), 0);
        await store.events.insert([anEvent({ operationId: 'get', time: noon })]);
        const all = await store.events.rollUps();
        const sum = (key: 'count' | 'bytesIn' | 'bytesOut' | 'micros') =>
          all.reduce((total, one) => total + one[key], 0);
        assert.deepEqual(
          [
            sum('count'),
            sum('bytesIn'),
            sum('bytesOut'),
            sum('micros'),
            Math.max(...all.map(({ maxMicros }) => maxMicros)),
          ],
          [5001, 5000, 10_000, (4999 * 5000) / 2, 4999],
        );
        const second = await store.events.rollUps({ since: noon + 60_000, until: noon + 120_000, operation: 'get' });
        assert.deepEqual([...new Set(second.map(({ minute }) => minute))], [noon + 60_000]);
        assert.equal(
          second.reduce((total, { count }) => total + count, 0),
          calls.filter(
            ({ time, operationId }) => time >= noon + 60_000 && time < noon + 120_000 && operationId === 'get',
          ).length,
        );
        const failures = all.filter(({ statusClass }) => statusClass === 5);
        assert.equal(
          failures.reduce((total, { count }) => total + count, 0),
          20,
        );
        await store.close();
      });
    });
  });
}
