import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { PortcullisError } from '../../src/core/errors.js';
import type { SecurityEvent } from '../../src/core/events.js';
import type { Store } from '../../src/store/store.js';
import { eventFacets } from '../../src/telemetry/event-facets.js';
import { eventHistogram } from '../../src/telemetry/event-histogram.js';
import { eventPage } from '../../src/telemetry/event-page.js';
import { parseQuery } from '../../src/telemetry/query.js';
import { accessFacts, anEvent, noon } from './store-suite.js';

const minute = 60_000;
const range = { since: noon, until: noon + 60 * minute };
const ask = (text: string) => parseQuery(text, noon);

/** An hour: each minute three allowed calls by two principals and one denial. */
function anHour(): SecurityEvent[] {
  return Array.from({ length: 60 }, (_, n) => noon + n * minute).flatMap((time) => [
    ...[1, 2, 3].map((k) =>
      anEvent({ time: time + k, ...accessFacts, api: 'orders', principalId: `p${k % 2}`, status: 200 }),
    ),
    anEvent({ time: time + 5, api: 'orders', principalId: 'p0', guard: 'object-owner', status: 403 }),
  ]);
}

const allowedOf = (buckets: readonly { readonly allowed: number }[]) => buckets.map(({ allowed }) => allowed);

/** What pages, histograms and facets say of the event log of every engine. */
export function describeEventViews(engine: string, makeStore: () => Promise<Store>): void {
  describe(`pages, histograms and facets on ${engine}`, () => {
    let store: Store;
    before(async () => {
      store = await makeStore();
      await store.events.insert(anHour());
    });

    test('pages follow each other without a gap or a repetition, and the last one says so', async () => {
      const seen: string[] = [];
      let next: string | null | undefined;
      do {
        const page = await eventPage(store.events, ask('principal:p0'), { limit: 50, before: next ?? undefined });
        seen.push(...page.items.map(({ id }) => id));
        next = page.next;
      } while (next !== null);
      assert.equal(seen.length, 120);
      assert.deepEqual(seen, [...new Set(seen)].sort().reverse());
    });

    test('a page that is exactly full is the last one when nothing follows', async () => {
      const { items, next } = await eventPage(store.events, ask('kind:denial'), { limit: 60 });
      assert.deepEqual([items.length, next], [60, null]);
    });

    test('a histogram of an hour in twelve buckets comes from the sums by minute', async () => {
      const histogram = await eventHistogram(store.events, ask('api:orders'), { ...range, buckets: 12 });
      assert.deepEqual([histogram.exact, histogram.looked, histogram.bucketMillis], [true, 0, 5 * minute]);
      assert.deepEqual(
        allowedOf(histogram.buckets),
        Array.from({ length: 12 }, () => 15),
      );
      assert.deepEqual(
        histogram.buckets.map(({ denied }) => denied),
        Array.from({ length: 12 }, () => 5),
      );
      assert.equal(histogram.buckets[1]!.time, noon + 5 * minute);
    });

    test('what the sums do not know is counted from the events, and is the same', async () => {
      const byHand = await eventHistogram(store.events, ask('api:orders AND NOT guard:nothing'), {
        ...range,
        buckets: 12,
      });
      const summed = await eventHistogram(store.events, ask('api:orders'), { ...range, buckets: 12 });
      assert.equal(byHand.looked, 240);
      assert.deepEqual(byHand.buckets, summed.buckets);
      assert.equal(byHand.exact, true);
    });

    test('a histogram that looked at the newest events alone says that it is not exact', async () => {
      const options = { ...range, buckets: 12, mostEvents: 40 };
      const { exact, looked, buckets } = await eventHistogram(store.events, ask('principal:p1'), options);
      assert.deepEqual([exact, looked], [false, 40]);
      assert.deepEqual(allowedOf(buckets).slice(-4), [10, 10, 10, 10]);
    });

    test('a range in the query narrows the histogram', async () => {
      const half = `time>=${new Date(noon + 30 * minute).toISOString()}`;
      const { from, buckets } = await eventHistogram(store.events, ask(half), { ...range, buckets: 30 });
      assert.equal(from, noon + 30 * minute);
      assert.equal(
        allowedOf(buckets).reduce((sum, n) => sum + n),
        90,
      );
    });

    test('buckets of seconds are counted from the events', async () => {
      const { bucketMillis, buckets } = await eventHistogram(store.events, ask(''), {
        since: noon,
        until: noon + 120_000,
        buckets: 24,
      });
      assert.equal(bucketMillis, 5000);
      assert.deepEqual([buckets.length, buckets[0]!.allowed, buckets[1]!.allowed, buckets[12]!.denied], [24, 3, 0, 1]);
    });

    test('facets have the most frequent values first, of all fields that were asked for', async () => {
      const { looked, of, fields } = await eventFacets(store.events, ask(''), {
        fields: ['principal', 'status', 'guard'],
      });
      assert.deepEqual([looked, of], [240, 240]);
      assert.deepEqual(fields, {
        principal: [
          { value: 'p0', count: 120 },
          { value: 'p1', count: 120 },
        ],
        status: [
          { value: 200, count: 180 },
          { value: 403, count: 60 },
        ],
        guard: [{ value: 'object-owner', count: 60 }],
      });
    });

    test('facets of more events than may be looked at do not say how many there are', async () => {
      const { looked, of } = await eventFacets(store.events, ask(''), { fields: ['kind'], mostEvents: 100 });
      assert.deepEqual([looked, of], [100, null]);
    });

    test('a facet of a field that does not exist is refused', async () => {
      await assert.rejects(
        eventFacets(store.events, ask(''), { fields: ['colour'] }),
        (error) => error instanceof PortcullisError && error.code === 'QUERY_INVALID',
      );
    });
  });
}
