import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import { openDatabase } from '../../../src/store/driver.js';
import { openStore } from '../../../src/store/open-store.js';
import type { EventStore, LogLeaf, LogName, Store } from '../../../src/store/store.js';
import { accessFacts, anEvent, noon } from '../store-suite.js';
import { assertLogsWhole } from '../verify-logs.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-event-files-'));
after(() => fs.rmSync(root, { recursive: true }));

const hour = 3_600_000;
const noMarks = new Map<string, number>();
let folders = 0;

function makeStore(): { readonly store: Store; readonly dataDir: string } {
  const dataDir = path.join(root, `d${(folders += 1)}`);
  return { store: openStore(dataDir, { now: () => noon }), dataDir };
}

async function leavesOf(events: EventStore, log: LogName, from?: number): Promise<LogLeaf[]> {
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

describe('a clock that is set by an hour, over midnight and the end of a month, forth and back', () => {
  const times = [0, 1, -hour, hour, hour + 1, 2, 3, 31 * 24 * hour, 4, -31 * 24 * hour, 5, hour, 6];
  const midnight = Date.UTC(2026, 10, 1);
  const events = times.map((offset, n) => anEvent({ time: midnight + offset, ...(n % 2 ? accessFacts : {}) }));

  test('loses nothing, keeps the order of arrival in the log, and pages neither skip nor repeat', async () => {
    const { store } = makeStore();
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

describe('marks', () => {
  test('are kept with the events, go along into the next file, and are forgotten when told', async () => {
    const { store, dataDir } = makeStore();
    await store.events.carry('denials', [anEvent()], new Map([['w1-1 7 8 9', 120]]));
    await store.events.carry('denials', [anEvent({ time: noon + 40 * 24 * hour })], new Map([['w2-1 7 8 9', 5]]));
    assert.equal(fs.readdirSync(path.join(dataDir, 'denials')).filter((name) => name.endsWith('.db')).length, 2);
    await store.close();
    const again = openStore(dataDir);
    assert.deepEqual([...(await again.events.marks('denials'))].sort(), [
      ['w1-1 7 8 9', 120],
      ['w2-1 7 8 9', 5],
    ]);
    assert.deepEqual([...(await again.events.marks('access'))], []);
    await again.events.forget(['w1-1 7 8 9', 'never known']);
    assert.deepEqual([...(await again.events.marks('denials')).keys()], ['w2-1 7 8 9']);
    await again.close();
  });

  test('and all events of a call, from whatever days, are in or none is', async () => {
    const { store, dataDir } = makeStore();
    await store.events.carry('denials', [anEvent()], noMarks);
    const other = openDatabase(path.join(dataDir, 'denials', '2026-11.db'));
    other.exec('BEGIN IMMEDIATE');
    const months = [anEvent(), anEvent({ time: noon + 40 * 24 * hour }), anEvent({ time: noon + 80 * 24 * hour })];
    const marks = new Map([['j', 9]]);
    await assert.rejects(store.events.carry('denials', months, marks), { code: 'STORE_LOCKED' });
    other.exec('ROLLBACK');
    other.close();
    assert.deepEqual([await store.events.count(), (await store.events.marks('denials')).size], [1, 0]);
    assert.equal(await store.events.carry('denials', months, marks), 3);
    assert.equal((await store.events.marks('denials')).get('j'), 9);
    for (const event of months) {
      assert.deepEqual(await store.events.get(event.id), event);
      const found = await store.events.search({ since: event.time, until: event.time + 1 });
      assert.ok(found.some(({ id }) => id === event.id));
    }
    await store.close();
  });
});

describe('the chain of files', () => {
  /** Three days of two events each, in three files a log. */
  async function chained() {
    const made = makeStore();
    for (const day of [0, 40, 80]) {
      for (const facts of [{}, accessFacts]) {
        await made.store.events.insert([anEvent({ ...facts, time: noon + day * 24 * hour })]);
      }
    }
    return made;
  }

  test('each file begins where the one before ended', async () => {
    const { store } = await chained();
    for (const log of ['access', 'denials'] as const) {
      const files = await store.events.files(log);
      assert.deepEqual(
        files.map(({ size }) => size),
        [0, 1, 2],
      );
    }
    assert.equal(await assertLogsWhole(store.events), 6);
    await store.close();
  });

  test('what retention drops leaves the rest verifiable', async () => {
    const { store, dataDir } = await chained();
    await store.close();
    const later = openStore(dataDir, { now: () => noon + 80 * 24 * hour });
    const dropped = await later.events.retain({ accessDays: 7, denialDays: 30 });
    assert.deepEqual(dropped, ['access/2026-11-24.db', 'access/2027-01-03.db', 'denials/2026-11.db']);
    assert.equal(await assertLogsWhole(later.events), 3);
    assert.deepEqual(
      (await leavesOf(later.events, 'denials', 2)).map(({ n }) => n),
      [2],
    );
    await later.close();
  });

  test('a file whose maker was killed before it was begun is begun by the next one', async () => {
    const { store, dataDir } = await chained();
    await store.close();
    const unbegun = path.join(dataDir, 'denials', '2027-03.db');
    fs.copyFileSync(path.join(dataDir, 'denials', '2027-02.db'), unbegun);
    const database = openDatabase(unbegun);
    database.exec('DELETE FROM log; DELETE FROM event; DELETE FROM mark; DELETE FROM roll_up');
    database.close();
    const again = openStore(dataDir);
    assert.equal((await again.events.heads()).find(({ log }) => log === 'denials')?.size, 3);
    await again.events.insert([anEvent({ time: Date.UTC(2027, 2, 3) })]);
    assert.equal(await assertLogsWhole(again.events), 7);
    await again.close();
  });

  test('two processes that write take turns: one goes on in the file that the other began', async () => {
    const { store, dataDir } = makeStore();
    const other = openStore(dataDir);
    await store.events.insert([anEvent()]);
    await other.events.insert([anEvent()]);
    await other.events.insert([anEvent({ time: noon + 40 * 24 * hour })]);
    await store.events.insert([anEvent({ time: noon + 40 * 24 * hour })]);
    await store.events.insert([anEvent({ time: noon + 80 * 24 * hour })]);
    await other.events.insert([anEvent({ time: noon + 80 * 24 * hour })]);
    assert.equal(await assertLogsWhole(store.events), 6);
    await store.close();
    await other.close();
  });
});

describe('whoever changes the files', () => {
  /** Opens a store's file of a log and changes it. */
  async function tampered(log: LogName, sql: string): Promise<LogLeaf[]> {
    const { store, dataDir } = makeStore();
    await store.events.insert([anEvent({ operationId: 'a' }), anEvent({ ...accessFacts, operationId: 'a' })]);
    await store.close();
    const database = openDatabase(path.join(dataDir, log, log === 'access' ? '2026-11-24.db' : '2026-11.db'));
    database.exec(sql);
    database.close();
    const again = openStore(dataDir, { readOnly: true });
    const leaves = await leavesOf(again.events, log);
    await again.close();
    return leaves;
  }

  for (const [what, log, sql] of [
    ['a column that searches read', 'denials', `UPDATE event SET operation = 'b'`],
    ['the id of an event', 'denials', `UPDATE event SET id = zeroblob(16)`],
    ['a record into no JSON', 'denials', `UPDATE event SET record = 'x'`],
    ['the names in a summary', 'access', `UPDATE batch SET names = zeroblob(length(names))`],
    ['the range of a batch', 'access', `UPDATE batch SET last_id = first_id, first_id = zeroblob(16)`],
    ['the number of calls', 'access', `UPDATE batch SET events = 0`],
    ['a batch', 'access', `UPDATE record SET record = zeroblob(100)`],
  ] as const) {
    test(`into something else (${what}) is found`, async () => {
      assert.deepEqual(
        (await tampered(log, sql)).map(({ consistent }) => consistent),
        [false],
      );
    });
  }
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
    const { store } = makeStore();
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
    const { store } = makeStore();
    await store.events.insert(calls);
    assert.equal(await store.events.insert(calls), 0);
    await store.events.insert([anEvent({ operationId: 'get', time: noon })]);
    const all = await store.events.rollUps();
    const sum = (key: 'count' | 'bytesIn' | 'bytesOut' | 'micros') => all.reduce((total, one) => total + one[key], 0);
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
      calls.filter(({ time, operationId }) => time >= noon + 60_000 && time < noon + 120_000 && operationId === 'get')
        .length,
    );
    const failures = all.filter(({ statusClass }) => statusClass === 5);
    assert.equal(
      failures.reduce((total, { count }) => total + count, 0),
      20,
    );
    await store.close();
  });
});
