import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { uuidv7 } from '../../src/core/ids.js';
import { openStore } from '../../src/store/open-store.js';
import type { EventStore } from '../../src/store/store.js';
import { EventWriter } from '../../src/telemetry/event-writer.js';
import { journalsIn } from '../../src/telemetry/journal-reader.js';
import { JournalWriter } from '../../src/telemetry/journal.js';
import { accessFacts, anEvent, noon } from '../store/store-suite.js';
import { assertLogsWhole } from '../store/verify-logs.js';

if (process.argv[2] === 'write') await writeUntilKilled(process.argv[3]!);

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-events-'));
after(() => fs.rmSync(root, { recursive: true }));

/** A daemon in small: notes the id of each event in a file after `write` returned, and carries over meanwhile. */
async function writeUntilKilled(dataDir: string): Promise<never> {
  const store = openStore(dataDir);
  const writer = new EventWriter({ dataDir, events: store.events, intervalMillis: 5, batchMillis: 20 });
  writer.start();
  const journal = new JournalWriter({ dataDir, worker: 'w1', fileBytes: 20_000 });
  const acknowledged = fs.openSync(`${dataDir}.ids`, 'a');
  process.stdout.write('ready\n');
  for (;;) {
    for (let n = 0; n < 20; n += 1) {
      const time = Date.now();
      const event = { id: uuidv7(time), time, kind: 'denial', outcome: 'denied', severity: 'low' } as const;
      journal.write(event);
      fs.writeSync(acknowledged, `${event.id}\n`);
      journal.batch({ id: uuidv7(time), time, kind: 'access', outcome: 'allowed', severity: 'info', status: 200 });
    }
    await sleep(1);
  }
}

/** Runs the child for a while after it is ready, then kills it. */
async function killRound(dataDir: string, millis: number): Promise<void> {
  const args = ['--no-warnings', fileURLToPath(import.meta.url), 'write', dataDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited]);
  await sleep(millis);
  child.kill('SIGKILL');
  assert.deepEqual(await exited, [null, 'SIGKILL']);
}

async function idsOf(events: EventStore, kind: 'denial' | 'access'): Promise<string[]> {
  return (await events.search({ kind, limit: 100_000 })).map(({ id }) => id);
}

test('kill -9: every acknowledged denial is in the log afterwards, nothing twice, and the log is whole', async (t) => {
  const dataDir = path.join(root, 'kill');
  const end = performance.now() + 8000;
  let rounds = 0;
  while (rounds < 20 && performance.now() < end) {
    await killRound(dataDir, 10 + ((rounds * 37) % 120));
    rounds += 1;
  }
  const acknowledged = fs.readFileSync(`${dataDir}.ids`, 'utf8').trim().split('\n');
  const store = openStore(dataDir);
  const writer = new EventWriter({ dataDir, events: store.events });
  await writer.close();
  const stored = await idsOf(store.events, 'denial');
  const calls = await idsOf(store.events, 'access');
  const known = new Set(stored);
  t.diagnostic(
    `${rounds} rounds, ${acknowledged.length} acknowledged, ${stored.length} stored, ${calls.length} allowed`,
  );
  assert.ok(acknowledged.length > rounds * 20);
  assert.deepEqual(
    acknowledged.filter((id) => !known.has(id)),
    [],
  );
  assert.equal(known.size, stored.length);
  // Written, but killed before its line was out: at most one a round.
  assert.ok(stored.length - acknowledged.length <= rounds);
  // Of the allowed calls, those of the turn that was killed are missing.
  assert.equal(new Set(calls).size, calls.length);
  assert.ok(calls.length >= acknowledged.length - rounds * 20);
  assert.ok((await assertLogsWhole(store.events)) >= stored.length);
  assert.equal(writer.status.damaged, 0);
  // A kill between making a file and its first line leaves it empty; it goes after a minute.
  const left = journalsIn(path.join(dataDir, 'journal')).filter((file) => fs.statSync(file).size > 0);
  assert.deepEqual(left, []);
  await store.close();
});

describe('carrying over', () => {
  let folders = 0;
  function setUp() {
    const dataDir = path.join(root, `d${(folders += 1)}`);
    const store = openStore(dataDir);
    const journal = new JournalWriter({ dataDir, worker: 'w1', fileBytes: 50_000 });
    const folder = path.join(dataDir, 'journal');
    return { dataDir, store, journal, folder };
  }

  test('several workers are carried over while they write; finished files go, open ones stay', async () => {
    const { dataDir, store, journal, folder } = setUp();
    const second = new JournalWriter({ dataDir, worker: 'w2' });
    const writer = new EventWriter({ dataDir, events: store.events, intervalMillis: 10 });
    writer.start();
    const events = Array.from({ length: 3000 }, (_, n) => anEvent({ principalId: `key:${n % 7}` }));
    for (const [n, event] of events.entries()) {
      (n % 2 ? journal : second).write(event);
      if (n % 100 === 0) await sleep(1);
    }
    await journal.sync();
    await writer.drain();
    await writer.drain();
    assert.equal(await store.events.count(), 3000);
    assert.equal(writer.status.backlogBytes, 0);
    assert.equal(journalsIn(folder).length, 2);
    journal.close();
    second.close();
    await writer.close();
    assert.deepEqual(journalsIn(folder), []);
    assert.equal(writer.status.inserted, 3000);
    await store.close();
  });

  test('a journal that is read again from its start adds nothing', async () => {
    const { dataDir, store, journal } = setUp();
    for (let n = 0; n < 700; n += 1) journal.write(anEvent());
    for (const inserted of [700, 0]) {
      const writer = new EventWriter({ dataDir, events: store.events });
      await writer.close();
      assert.equal(writer.status.inserted, inserted);
    }
    assert.equal(await store.events.count(), 700);
    journal.close();
    await store.close();
  });

  test('a store that fails keeps the events in the journal, finished or not, until it works again', async () => {
    const { dataDir, store, journal, folder } = setUp();
    let broken = true;
    const { events: kept } = store;
    const events: Pick<EventStore, 'carry' | 'marks' | 'forget' | 'sync'> = {
      async carry(...what) {
        if (broken) throw new Error('the disk is full');
        return kept.carry(...what);
      },
      marks: (log) => kept.marks(log),
      forget: (journals) => kept.forget(journals),
      sync: () => kept.sync(),
    };
    const errors: unknown[] = [];
    const writer = new EventWriter({ dataDir, events, intervalMillis: 5, onError: (error) => errors.push(error) });
    journal.write(anEvent());
    journal.close();
    writer.start();
    await sleep(40);
    assert.ok(errors.length > 0);
    assert.equal(journalsIn(folder).length, 1);
    assert.ok(writer.status.backlogBytes > 0);
    assert.ok(writer.status.failingSince! <= Date.now());
    broken = false;
    await writer.close();
    assert.equal(writer.status.failingSince, undefined);
    assert.equal(await store.events.count(), 1);
    assert.deepEqual(journalsIn(folder), []);
    await store.close();
  });

  test('an empty journal is left to its maker for a minute, then it goes', async () => {
    const { dataDir, store, journal, folder } = setUp();
    journal.close();
    const empty = path.join(folder, 'w9-1.log');
    fs.writeFileSync(empty, '');
    const writer = new EventWriter({ dataDir, events: store.events });
    await writer.drain();
    assert.deepEqual(journalsIn(folder), [empty]);
    const old = new Date(Date.now() - 61_000);
    fs.utimesSync(empty, old, old);
    await writer.close();
    assert.deepEqual(journalsIn(folder), []);
    await store.close();
  });

  test('damage is counted and stored as one gap event', async () => {
    const { dataDir, store, journal, folder } = setUp();
    journal.write(anEvent());
    const [file] = journalsIn(folder);
    const at = fs.statSync(file!).size;
    journal.write(anEvent());
    journal.write(anEvent());
    journal.close();
    const bytes = fs.readFileSync(file!);
    bytes[at + 30]! ^= 4;
    fs.writeFileSync(file!, bytes);
    const writer = new EventWriter({ dataDir, events: store.events });
    await writer.close();
    assert.equal(writer.status.damaged, 1);
    assert.equal(await store.events.count({ kind: 'sys_gap' }), 1);
    assert.equal(await store.events.count({ kind: 'denial' }), 2);
    await store.close();
  });

  test('an event without a UUID as its id becomes a gap, and stops nothing', async () => {
    const { dataDir, store, journal } = setUp();
    journal.write(anEvent({ id: 'e1' }));
    journal.write(anEvent());
    journal.close();
    const writer = new EventWriter({ dataDir, events: store.events });
    await writer.close();
    assert.equal(await store.events.count({ kind: 'denial' }), 1);
    assert.equal(await store.events.count({ kind: 'sys_gap' }), 1);
    await store.close();
  });

  test('allowed calls wait for their batch, are one leaf then, and are there at once when drained', async () => {
    const { dataDir, store, journal } = setUp();
    const writer = new EventWriter({ dataDir, events: store.events, intervalMillis: 5, batchMillis: 60_000 });
    writer.start();
    const calls = Array.from({ length: 300 }, (_, n) => anEvent({ ...accessFacts, time: noon + n }));
    for (const call of calls) journal.batch(call);
    const denied = anEvent();
    journal.write(denied);
    await sleep(50);
    assert.equal(writer.status.pending, 300);
    assert.deepEqual(await store.events.search(), [denied]);
    await writer.drain();
    assert.equal(writer.status.pending, 0);
    assert.deepEqual((await store.events.search({ kind: 'access', limit: 1000 })).toReversed(), calls);
    assert.equal(await assertLogsWhole(store.events), 2);
    journal.close();
    await writer.close();
    await store.close();
  });

  test('who observes sees every event once and in order, also across a restart', async () => {
    const { dataDir, store, journal } = setUp();
    const events = Array.from({ length: 900 }, (_, n) => anEvent(n % 3 ? accessFacts : {}));
    const seen: string[] = [];
    const observe = (some: readonly { id: string }[]) => void seen.push(...some.map(({ id }) => id));
    for (const part of [events.slice(0, 400), events.slice(400)]) {
      const writer = new EventWriter({ dataDir, events: store.events, observe });
      for (const event of part) {
        if (event.kind === 'access') journal.batch(event);
        else journal.write(event);
      }
      await journal.sync();
      await writer.close();
    }
    assert.deepEqual(
      seen,
      events.map(({ id }) => id),
    );
    journal.close();
    await store.close();
  });
});
