import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { after, describe, test, type TestContext } from 'node:test';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/store/driver.js';
import { openStore } from '../../src/store/open-store.js';
import { EventWriter } from '../../src/telemetry/event-writer.js';
import { journalsIn } from '../../src/telemetry/journal-reader.js';
import { JournalWriter, type JournalOptions } from '../../src/telemetry/journal.js';
import { accessFacts, anEvent, noon } from '../store/store-suite.js';
import { assertLogsWhole } from '../store/verify-logs.js';
import { SmallDisk, whyNoMount } from './small-disk.js';

if (process.argv[2] === 'read-only') await playReadOnly(process.argv[3]!);

/** Says what came of an insertion into a file that may not be written, and of the next one, when it may. */
async function playReadOnly(dataDir: string): Promise<never> {
  const reader = openStore(dataDir);
  await reader.events.insert([anEvent({ time: noon })]);
  const file = path.join(dataDir, 'denials', '2026-11.db');
  const journal = new JournalWriter({ dataDir, worker: 'w1' });
  journal.write(anEvent({ time: noon }));
  journal.close();
  fs.chmodSync(file, 0o400);
  const store = openStore(dataDir);
  const writer = new EventWriter({ dataDir, events: store.events });
  const code = await writer.drain().catch((error: { code?: string }) => error.code);
  process.stdout.write(
    `${code as string} ${await reader.events.count()} ${writer.status.failingSince !== undefined}; `,
  );
  fs.chmodSync(file, 0o600);
  await writer.drain();
  process.stdout.write(`${await reader.events.count()} ${writer.status.failingSince !== undefined}\n`);
  process.exit(0);
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-faults-'));
after(() => fs.rmSync(root, { recursive: true }));

let folders = 0;
const newFolder = () => path.join(root, `d${(folders += 1)}`);
const skip = whyNoMount();

function smallDisk(t: TestContext, megabytes: number): SmallDisk {
  const disk = new SmallDisk(newFolder(), megabytes);
  t.after(() => disk.remove());
  return disk;
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let n = 0; n < 300; n += 1) {
    if (isTrue()) return;
    await sleep(10);
  }
  assert.fail('it did not come to that');
}

describe('a journal whose disk', { skip }, () => {
  const options: Omit<JournalOptions, 'dataDir'> = { worker: 'w1', retryMillis: 20 };

  test('is full keeps denials in memory, counts allowed calls, and writes all when there is room', async (t) => {
    const disk = smallDisk(t, 2);
    const states: (string | undefined)[] = [];
    const writer = new JournalWriter({ ...options, dataDir: disk.folder, onState: (state) => states.push(state) });
    const denied = [anEvent()];
    writer.write(denied[0]!);
    disk.fill();
    for (let n = 0; n < 200; n += 1) {
      const event = anEvent({ detail: { text: 'x'.repeat(200) } });
      denied.push(event);
      writer.write(event);
    }
    assert.deepEqual(states, ['ENOSPC']);
    assert.ok(writer.failingForMillis! >= 0);
    for (let n = 0; n < 7; n += 1) writer.batch(anEvent(accessFacts));
    await nextTurn();
    await sleep(60);
    disk.free();
    await until(() => writer.failingForMillis === undefined);
    writer.close();
    assert.deepEqual(states, ['ENOSPC', undefined]);
    const store = openStore(disk.folder);
    const carrier = new EventWriter({ dataDir: disk.folder, events: store.events });
    await carrier.close();
    const found = await store.events.search({ kind: 'denial', limit: 1000 });
    assert.deepEqual(found.map(({ id }) => id).sort(), denied.map(({ id }) => id).sort());
    const [gap] = await store.events.search({ kind: 'sys_gap' });
    assert.equal(gap?.detail?.['count'], 7);
    const outages = await store.events.search({ kind: 'sys_monitor_disabled' });
    assert.deepEqual(
      outages.map(({ detail }) => detail?.['reason']),
      ['ENOSPC'],
    );
    await assertLogsWhole(store.events);
    await store.close();
  });
});

describe('a store', () => {
  async function filled(dataDir: string, count: number) {
    const store = openStore(dataDir);
    const journal = new JournalWriter({ dataDir, worker: 'w1' });
    const errors: unknown[] = [];
    const writer = new EventWriter({
      dataDir,
      events: store.events,
      intervalMillis: 20,
      retryMillis: 500,
      onError: (error) => errors.push(error),
    });
    journal.write(anEvent());
    await writer.drain();
    const add = () => {
      for (let n = 0; n < count; n += 1) {
        journal.batch(anEvent(accessFacts));
        journal.write(anEvent({ detail: { text: 'x'.repeat(2000) } }));
      }
    };
    const end = async () => {
      journal.close();
      await writer.close();
      await assertLogsWhole(store.events);
      assert.deepEqual(journalsIn(path.join(dataDir, 'journal')), []);
      await store.close();
    };
    return { store, journal, writer, errors, add, end };
  }

  test('that another process locks: events wait in the journal, this process stays responsive, all come in', async () => {
    const dataDir = newFolder();
    const { store, writer, errors, add, end } = await filled(dataDir, 50);
    const [name] = fs.readdirSync(path.join(dataDir, 'denials')).filter((file) => file.endsWith('.db'));
    const other = openDatabase(path.join(dataDir, 'denials', name!));
    other.exec('BEGIN IMMEDIATE');
    add();
    writer.start();
    let longest = 0;
    for (let n = 0, last = performance.now(); n < 100; n += 1, last = performance.now()) {
      await sleep(10);
      longest = Math.max(longest, performance.now() - last);
    }
    assert.equal((errors[0] as { code?: string }).code, 'STORE_LOCKED');
    assert.ok(writer.status.failingSince! <= Date.now());
    assert.ok(longest < 1500, `the event loop stood still for ${longest} ms`);
    assert.equal(await store.events.count({ kind: 'denial' }), 1);
    other.exec('ROLLBACK');
    other.close();
    await until(() => writer.status.failingSince === undefined && writer.status.backlogBytes === 0);
    await writer.drain();
    assert.deepEqual(
      [await store.events.count({ kind: 'denial' }), await store.events.count({ kind: 'access' })],
      [51, 50],
    );
    await end();
  });

  test('whose writer stands still: allowed calls over the cap are counted, no denial is lost', async () => {
    const dataDir = newFolder();
    const { store, writer, end } = await filled(dataDir, 0);
    const journal = new JournalWriter({ dataDir, worker: 'w2', capBytes: 30_000 });
    const denied: string[] = [];
    for (let n = 0; n < 400; n += 1) {
      journal.batch(anEvent({ ...accessFacts, client: '10.0.0.1' }));
      await nextTurn();
      if (n % 10) continue;
      const event = anEvent();
      journal.write(event);
      denied.push(event.id);
    }
    journal.close();
    await writer.drain();
    assert.ok(journal.lost > 0);
    assert.equal((await store.events.count({ kind: 'access' })) + journal.lost, 400);
    const gaps = await store.events.search({ kind: 'sys_gap' });
    assert.equal(
      gaps.reduce((sum, { detail }) => sum + Number(detail?.['count']), 0),
      journal.lost,
    );
    for (const id of denied) assert.notEqual(await store.events.get(id), undefined);
    await end();
  });

  test(
    'on a full disk: events wait in a journal elsewhere on it, and the log is whole afterwards',
    { skip },
    async (t) => {
      const disk = smallDisk(t, 6);
      const { writer, errors, add, store, end } = await filled(disk.folder, 300);
      add();
      disk.fill();
      await assert.rejects(writer.drain(), { code: 'FILE_UNWRITABLE' });
      assert.ok(writer.status.backlogBytes > 0);
      disk.free();
      await writer.drain();
      assert.equal(writer.status.failingSince, undefined);
      assert.deepEqual(
        [await store.events.count({ kind: 'denial' }), await store.events.count({ kind: 'access' })],
        [301, 300],
      );
      assert.deepEqual(errors, []);
      await end();
    },
  );

  test('whose file may only be read: a clear error, events wait, and come in when it may be written', () => {
    const dataDir = newFolder();
    fs.mkdirSync(dataDir, { mode: 0o700 });
    const isRoot = process.getuid?.() === 0;
    // Root may write everything: the scenario is played by somebody else.
    const nobody = 65_534;
    if (isRoot) {
      fs.chmodSync(root, 0o755);
      fs.chownSync(dataDir, nobody, nobody);
    }
    const args = ['--no-warnings', fileURLToPath(import.meta.url), 'read-only', dataDir];
    const child = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env: {},
      ...(isRoot ? { uid: nobody, gid: nobody } : {}),
    });
    assert.equal(child.stdout, 'FILE_UNWRITABLE 1 true; 2 false\n', child.stderr);
  });
});
