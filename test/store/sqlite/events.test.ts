import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { openDatabase } from '../../../src/store/driver.js';
import { openStore } from '../../../src/store/open-store.js';
import type { LogLeaf, LogName, Store } from '../../../src/store/store.js';
import { describeEventViews } from '../event-views-suite.js';
import { describeManyEvents, leavesOf } from '../many-events-suite.js';
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

describeManyEvents('SQLite', async () => makeStore().store);
describeEventViews('SQLite', async () => makeStore().store);

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
