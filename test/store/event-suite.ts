import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { uuidv7 } from '../../src/core/ids.js';
import type { LogName, Store } from '../../src/store/store.js';
import { accessFacts, anEvent, noon, type StoreUnderTest } from './store-suite.js';
import { assertLogsWhole } from './verify-logs.js';

async function leafNumbers(store: Store, log: LogName): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { n } of store.events.leaves(log)) numbers.push(n);
  return numbers;
}

/** What the event log of every `Store` does, whatever the engine. */
export function describeEvents(engine: string, make: () => Promise<StoreUnderTest>): void {
  describe(`event log on ${engine}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    before(async () => {
      under = await make();
      store = await under.open();
    });
    after(async () => {
      await store.close();
      await under.remove();
    });
    const reopen = async () => {
      await store.close();
      store = await under.open();
    };

    test('an event comes back as it went in', async () => {
      const event = anEvent({
        api: 'orders',
        operationId: 'getOrder',
        principalId: 'key:k1',
        credentialId: 'k1',
        client: '2001:db8::1',
        exchangeId: uuidv7(noon),
        method: 'GET',
        status: 404,
        micros: 1234,
        bytesIn: 0,
        bytesOut: 5_000_000_000,
        guard: 'object-owner',
        code: 'OBJECT_NOT_OWNED',
        detail: { path: '/orders/{orderId}', nested: [1, null, '\u2028'] },
      });
      assert.equal(await store.events.insert([event]), 1);
      await reopen();
      assert.deepEqual(await store.events.get(event.id), event);
      assert.deepEqual(await store.events.byExchange(event.exchangeId!), [event]);
    });

    test('the same event is stored once', async () => {
      const event = anEvent();
      assert.equal(await store.events.insert([event, event]), 1);
      assert.equal(await store.events.insert([event]), 0);
    });

    test('pages go back over days and months without gaps or repeats', async () => {
      const day = 86_400_000;
      const principalId = 'key:pager';
      const events = Array.from({ length: 60 }, (_, n) => {
        const time = noon - n * day;
        const facts = n % 2 ? ({ kind: 'access', outcome: 'allowed', severity: 'info' } as const) : {};
        return anEvent({ time, principalId, ...facts });
      });
      await store.events.insert(events);
      const seen: string[] = [];
      for (;;) {
        const before = seen.at(-1);
        const page = await store.events.search({ principal: principalId, limit: 7, ...(before ? { before } : {}) });
        seen.push(...page.map(({ id }) => id));
        if (page.length < 7) break;
      }
      assert.deepEqual(
        seen,
        events.map(({ id }) => id),
      );
      assert.equal(await store.events.count({ principal: principalId }), 60);
    });

    test('every part of a filter narrows', async () => {
      const facts = { principalId: 'key:f', operationId: 'opF', exchangeId: 'not-a-uuid' } as const;
      const wanted = anEvent({ ...facts, time: noon + 5 });
      const others = [
        anEvent({ ...facts, time: noon + 4 }),
        anEvent({ ...facts, time: noon + 6 }),
        anEvent({ ...facts, time: noon + 5, kind: 'would_deny' }),
        anEvent({ ...facts, time: noon + 5, outcome: 'would-deny' }),
        anEvent({ ...facts, time: noon + 5, principalId: 'key:g' }),
        anEvent({ ...facts, time: noon + 5, operationId: 'opG' }),
        anEvent({ ...facts, time: noon + 5, exchangeId: 'other' }),
      ];
      await store.events.insert([wanted, ...others]);
      const filter = {
        kind: 'denial',
        outcome: 'denied',
        principal: 'key:f',
        operation: 'opF',
        exchangeId: 'not-a-uuid',
        since: noon + 5,
        until: noon + 6,
      } as const;
      assert.deepEqual(await store.events.search(filter), [wanted]);
      assert.equal(await store.events.count(filter), 1);
    });

    test('so do status, client, credential and API, among allowed calls as among denials', async () => {
      const facts = { api: 'a9', credentialId: 'c9', client: '10.9.9.9', status: 503 } as const;
      for (const more of [{}, accessFacts]) {
        const wanted = anEvent({ ...facts, ...more, time: noon + 9 });
        const others = Object.entries({ api: 'b', credentialId: 'd', client: '::1', status: 200 });
        const rest = others.map(([name, value]) => anEvent({ ...facts, ...more, time: noon + 9, [name]: value }));
        await store.events.insert([wanted, ...rest]);
        const kind = wanted.kind;
        const filter = { kind, api: 'a9', credential: 'c9', client: '10.9.9.9', status: 503 } as const;
        assert.deepEqual(await store.events.search(filter), [wanted]);
        const { status: _status, ...byClass } = filter;
        assert.equal(await store.events.count({ ...byClass, statusClass: 5 }), 1);
        assert.equal(await store.events.count({ ...byClass, statusClass: 4 }), 0);
      }
    });

    test('an allowed call is found by its exchange, whether that has its id or one of its own', async () => {
      const id = uuidv7(noon + 11);
      const same = anEvent({ ...accessFacts, id, time: noon + 11, exchangeId: id });
      const own = anEvent({ ...accessFacts, time: noon + 12, exchangeId: uuidv7(noon + 500) });
      const odd = anEvent({ ...accessFacts, time: noon + 13, exchangeId: 'odd' });
      const denied = anEvent({ time: noon + 14, exchangeId: id });
      await store.events.insert([same, own, odd, denied]);
      assert.deepEqual(await store.events.byExchange(id), [denied, same]);
      assert.deepEqual(await store.events.byExchange(own.exchangeId!), [own]);
      assert.deepEqual(await store.events.byExchange('odd'), [odd]);
    });

    test('what is carried over is stored with its mark, and each log counts its own leaves', async () => {
      const own = await make();
      const log = await own.open();
      assert.deepEqual(
        (await log.events.heads()).map(({ size }) => size),
        [0, 0],
      );
      const denials = [anEvent(), anEvent()];
      const calls = Array.from({ length: 1500 }, () => anEvent(accessFacts));
      assert.equal(await log.events.carry('denials', denials, new Map([['w1', 10]])), 2);
      assert.equal(await log.events.carry('access', calls, new Map([['w1', 20]])), 1500);
      assert.deepEqual([...(await log.events.marks('denials'))], [['w1', 10]]);
      assert.deepEqual([...(await log.events.marks('access'))], [['w1', 20]]);
      assert.deepEqual([await leafNumbers(log, 'access'), await leafNumbers(log, 'denials')].flat(), [0, 1, 0, 1]);
      assert.equal(await assertLogsWhole(log.events), 4);
      assert.equal(await log.events.count({ kind: 'access' }), 1500);
      await log.events.forget(['w1']);
      assert.equal((await log.events.marks('access')).size, 0);
      await log.close();
      await own.remove();
    });

    test('what no event has finds nothing', async () => {
      assert.deepEqual(await store.events.search({ principal: 'key:nobody' }), []);
      assert.equal(await store.events.count({ operation: 'nothing' }), 0);
      assert.equal(await store.events.get('nothing'), undefined);
      assert.deepEqual(await store.events.search({ before: 'nothing' }), []);
    });

    test('retention drops what is wholly older, and nothing else', async () => {
      const own = await make();
      const log = await own.open();
      const time = Date.UTC(2025, 0, 10, 12);
      const allowed = anEvent({ time, ...accessFacts });
      const denied = anEvent({ time });
      const later = anEvent({ time: time + 15 * 86_400_000, ...accessFacts });
      for (const event of [allowed, denied, later]) await log.events.insert([event]);
      own.clock.now = time + 20 * 86_400_000;
      const dropped = await log.events.retain({ accessDays: 7, denialDays: 90 });
      assert.deepEqual(
        dropped.map((name) => name.replace(/\.db$/, '')),
        ['access/2025-01-10'],
      );
      assert.equal(await log.events.get(allowed.id), undefined);
      assert.deepEqual(await log.events.get(denied.id), denied);
      assert.deepEqual(await log.events.get(later.id), later);
      await log.close();
      await own.remove();
    });

    test('when all is older than the retention all goes, and the log goes on where it stood', async () => {
      const own = await make();
      const log = await own.open();
      const time = Date.UTC(2025, 0, 10, 12);
      await log.events.insert([anEvent({ time, ...accessFacts })]);
      own.clock.now = time + 20 * 86_400_000;
      await log.events.retain({ accessDays: 7, denialDays: 90 });
      assert.equal(await log.events.count(), 0);
      await log.events.insert([anEvent({ time: own.clock.now, ...accessFacts })]);
      assert.deepEqual(await leafNumbers(log, 'access'), [1]);
      await log.close();
      await own.remove();
    });

    test('synced events are there', async () => {
      const event = anEvent({ time: noon + 77 });
      await store.events.insert([event]);
      await store.events.sync();
      assert.deepEqual(await store.events.get(event.id), event);
    });
  });
}
