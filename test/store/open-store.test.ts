import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PortcullisError } from '../../src/core/errors.js';
import { openDatabase } from '../../src/store/driver.js';
import { openStore } from '../../src/store/open-store.js';
import { describeEvents } from './event-suite.js';
import { aFinding, aKey, anEvent, aRun, describeStore, noon, orders } from './store-suite.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-store-'));
let folders = 0;
const newFolder = () => path.join(root, `data-${(folders += 1)}`);

if (process.argv[2] === 'read') {
  // The other process of "a reader beside a writer".
  const store = openStore(process.argv[3]!, { readOnly: true });
  const events = await store.events.search();
  process.stdout.write(JSON.stringify({ keys: await store.keys.list(), events: events.map(({ id }) => id) }));
  await store.close();
  process.exit(0);
}

after(() => fs.rmSync(root, { recursive: true }));

const makeStore = async () => {
  const folder = newFolder();
  const clock = { now: noon };
  return { clock, open: async () => openStore(folder, { now: () => clock.now }), remove: async () => undefined };
};
describeStore('SQLite', makeStore);
describeEvents('SQLite', makeStore);

/** A store with one key and one event in it, closed. */
async function filled(): Promise<{ folder: string; event: string }> {
  const folder = newFolder();
  const store = openStore(folder, { now: () => noon });
  const event = anEvent();
  await store.keys.create(aKey('k'));
  await store.findings.recordRun(aRun([aFinding('f')]), orders);
  await store.events.insert([event]);
  await store.close();
  return { folder, event: event.id };
}

const filesBelow = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name));

describe('files of the store', () => {
  test('nobody else may enter the folder or read a file, the -wal and -shm included', async () => {
    const umask = process.umask(0);
    try {
      const folder = newFolder();
      const store = openStore(folder);
      await store.keys.create(aKey('k'));
      await store.events.insert([anEvent(), anEvent({ kind: 'access', outcome: 'allowed' })]);
      const found = [folder, ...filesBelow(folder)];
      assert.ok(
        found.some((file) => file.endsWith('control.db-wal')) && found.some((file) => file.includes('access/')),
      );
      for (const file of found) assert.equal(fs.statSync(file).mode & 0o077, 0, file);
      await store.close();
    } finally {
      process.umask(umask);
    }
  });

  for (const [what, mode, target] of [
    ['folder', 0o750, '.'],
    ['control file', 0o640, 'control.db'],
    ['event file', 0o604, 'denials/2026-11.db'],
    ['event folder', 0o710, 'access'],
  ] as const) {
    test(`a ${what} that others may use is refused, with the chmod that mends it`, async () => {
      const { folder } = await filled();
      const file = path.join(folder, target);
      const right = fs.statSync(file).mode & 0o777;
      fs.chmodSync(file, mode);
      await assert.rejects(readAll(folder), (error: PortcullisError) => {
        assert.equal(error.code, 'STORE_INSECURE');
        const words = error.hint!.split(' ');
        assert.equal(spawnSync(words[0]!, words.slice(1)).status, 0);
        return true;
      });
      assert.equal(fs.statSync(file).mode & 0o777, right);
      await readAll(folder);
    });
  }

  test('reading where there is no store says so and makes nothing', () => {
    const folder = newFolder();
    assert.throws(() => openStore(folder, { readOnly: true }), { code: 'NOT_FOUND' });
    assert.equal(fs.existsSync(folder), false);
  });

  test('a read-only store refuses to write', async () => {
    const { folder } = await filled();
    const store = openStore(folder, { readOnly: true });
    await assert.rejects(store.keys.create(aKey('x')), { code: 'FILE_UNWRITABLE' });
    await assert.rejects(store.events.insert([anEvent()]), { code: 'FILE_UNWRITABLE' });
    await assert.rejects(store.events.retain({ accessDays: 0, denialDays: 0 }), { code: 'FILE_UNWRITABLE' });
    await store.close();
  });
});

async function readAll(folder: string): Promise<void> {
  const store = openStore(folder);
  try {
    await store.events.search();
  } finally {
    await store.close();
  }
}

describe('a damaged store', () => {
  for (const [what, target, damage] of [
    ['control file of text', 'control.db', (size: number) => Buffer.alloc(size, 'text ')],
    [
      'control file with broken pages',
      'control.db',
      (size: number, old: Buffer) => Buffer.concat([old.subarray(0, 100), Buffer.alloc(size - 100, 0xee)]),
    ],
    ['event file of text', 'denials/2026-11.db', (size: number) => Buffer.alloc(size, 'text ')],
  ] as const) {
    test(`a ${what} is named with the way out, and left as it is`, async () => {
      const { folder } = await filled();
      const file = path.join(folder, target);
      const broken = damage(fs.statSync(file).size, fs.readFileSync(file));
      fs.writeFileSync(file, broken);
      await assert.rejects(readAll(folder), (error: PortcullisError) => {
        assert.equal(error.code, 'STORE_CORRUPT');
        assert.ok(error.message.includes(path.resolve(file)));
        assert.match(error.hint!, /backup.*mv /);
        return true;
      });
      assert.deepEqual(fs.readFileSync(file), broken);
    });
  }

  test('a store of a newer version is refused and left as it is', async () => {
    const { folder } = await filled();
    const database = openDatabase(path.join(folder, 'control.db'));
    database.exec(`INSERT INTO migration VALUES (99, 'later', 'd', 0)`);
    database.close();
    assert.throws(() => openStore(folder), { code: 'STORE_NEWER' });
    assert.throws(() => openStore(folder, { readOnly: true }), { code: 'STORE_NEWER' });
  });
});

describe('several processes', () => {
  test('a reader in another process sees what the writer committed, while it is open', async () => {
    const { folder, event } = await filled();
    const store = openStore(folder);
    const second = anEvent({ time: noon + 1 });
    await store.events.insert([second]);
    const args = [fileURLToPath(import.meta.url), 'read', folder];
    const reader = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(reader.status, 0, reader.stderr);
    const seen = JSON.parse(reader.stdout) as { keys: { id: string }[]; events: string[] };
    assert.deepEqual(
      seen.keys.map(({ id }) => id),
      ['k'],
    );
    assert.deepEqual(seen.events, [second.id, event]);
    await store.close();
  });

  test('a revocation by one connection is seen by another at once', async () => {
    const { folder } = await filled();
    const [daemon, cli] = [openStore(folder), openStore(folder)];
    const before = await daemon.keys.revision();
    await cli.keys.revoke('k');
    assert.notEqual((await daemon.keys.find('k'))?.revokedAt, undefined);
    assert.ok((await daemon.keys.revision()) > before);
    await daemon.close();
    await cli.close();
  });

  test('a reader passes over an event file that its writer is still making', async () => {
    const { folder, event } = await filled();
    fs.writeFileSync(path.join(folder, 'denials', '2026-12.db'), '', { mode: 0o600 });
    const reader = openStore(folder, { readOnly: true });
    assert.deepEqual(
      (await reader.events.search()).map(({ id }) => id),
      [event],
    );
    await reader.close();
  });

  test('a reader goes on when retention drops a file it has open', async () => {
    const { folder } = await filled();
    const [writer, reader] = [
      openStore(folder, { now: () => noon + 400 * 86_400_000 }),
      openStore(folder, { readOnly: true }),
    ];
    assert.equal((await reader.events.search()).length, 1);
    await writer.events.retain({ accessDays: 7, denialDays: 90 });
    assert.equal((await reader.events.search()).length, 0);
    await writer.close();
    await reader.close();
  });
});
