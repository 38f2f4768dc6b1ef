import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from '../../../src/core/ids.js';
import { openPostgresStore } from '../../../src/store/postgres/open.js';
import type { Store } from '../../../src/store/store.js';
import { EventWriter } from '../../../src/telemetry/event-writer.js';
import { JournalWriter } from '../../../src/telemetry/journal.js';
import { accessFacts, aKey, anEvent } from '../store-suite.js';
import { assertLogsWhole } from '../verify-logs.js';
import { startPostgres, withPostgres, type PostgresServer } from './postgres-server.js';

describe('PostgreSQL that is gone for a while', withPostgres, () => {
  let server: PostgresServer;
  let root: string;
  before(async () => {
    server = await startPostgres();
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-postgres-faults-'));
  });
  after(async () => {
    await server.stop();
    fs.rmSync(root, { recursive: true });
  });

  /** A gateway in small: events go to a journal, one denial and two calls each time, until it is told to stop. */
  function traffic(dataDir: string) {
    const journal = new JournalWriter({ dataDir, worker: 'w1', fileBytes: 50_000 });
    const written = new Set<string>();
    const timer = setInterval(() => {
      const time = Date.now();
      const denial = anEvent({ time, id: uuidv7(time) });
      const calls = [anEvent({ ...accessFacts, time }), anEvent({ ...accessFacts, time })];
      journal.write(denial);
      for (const call of calls) journal.batch(call);
      for (const { id } of [denial, ...calls]) written.add(id);
    }, 2);
    return {
      written,
      async stop() {
        clearInterval(timer);
        await journal.close();
      },
    };
  }

  async function storedIds(store: Store): Promise<string[]> {
    const ids: string[] = [];
    for (const kind of ['denial', 'access'] as const)
      ids.push(...(await store.events.search({ kind, limit: 100_000 })).map(({ id }) => id));
    return ids;
  }

  test('events wait in their journal: after kill -9 and SIGSTOP none is lost and none is there twice', async () => {
    const store = await openPostgresStore({ url: await server.database(), node: 'n1', statementMillis: 500 });
    const dataDir = path.join(root, 'spool');
    const failures: unknown[] = [];
    const options = { intervalMillis: 10, batchMillis: 50, retryMillis: 100 };
    const writer = new EventWriter({
      dataDir,
      events: store.events,
      onError: (error) => failures.push(error),
      ...options,
    });
    const { written, stop } = traffic(dataDir);
    writer.start();
    for (let round = 0; round < 2; round += 1) {
      await sleep(120 + round * 35);
      await server.kill();
      await sleep(200);
      await server.start();
    }
    server.signalAll('SIGSTOP');
    await sleep(1200);
    server.signalAll('SIGCONT');
    await sleep(300);
    await stop();
    assert.ok(failures.length > 0);
    for (const error of failures) assert.equal((error as { code?: string }).code, 'STORE_UNREACHABLE');
    await drained(writer);
    const stored = await storedIds(store);
    assert.equal(stored.length, new Set(stored).size);
    assert.deepEqual(stored.sort(), [...written].sort());
    await assertLogsWhole(store.events);
    await writer.close();
    await store.close();
  });

  async function drained(writer: EventWriter): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        await writer.drain();
        return;
      } catch (error) {
        if (tries === 50) throw error;
        await sleep(100);
      }
    }
  }

  test('an answer that never came: what was committed all the same is not stored again', async () => {
    const url = await server.database();
    const [store, other] = [await openPostgresStore({ url, node: 'n1' }), await openPostgresStore({ url, node: 'n1' })];
    const calls = Array.from({ length: 30 }, () => anEvent(accessFacts));
    const denials = [anEvent(), anEvent()];
    // The other one is this process before its connection broke.
    await other.events.carry('access', calls.slice(0, 20), new Map([['w1', 20]]));
    await other.events.carry('denials', denials, new Map([['w1', 20]]));
    assert.equal(await store.events.carry('access', calls, new Map([['w1', 30]])), 10);
    assert.equal(await store.events.carry('denials', denials, new Map([['w1', 20]])), 0);
    assert.equal(await store.events.count(), 32);
    assert.equal(await assertLogsWhole(store.events), 4);
    await store.close();
    await other.close();
  });

  test('a server that hangs is found out within seconds, and then costs nobody any time', async () => {
    const store = await openPostgresStore({ url: await server.database(), node: 'n1', statementMillis: 500 });
    await store.keys.create(aKey('a'));
    server.signalAll('SIGSTOP');
    try {
      await assert.rejects(store.keys.find('a'), { code: 'STORE_UNREACHABLE', exitCode: 2 });
      const start = performance.now();
      await Promise.all(
        Array.from({ length: 100 }, () => assert.rejects(store.keys.find('a'), { code: 'STORE_UNREACHABLE' })),
      );
      assert.ok(performance.now() - start < 100);
      await assert.rejects(store.keys.create(aKey('b')), { code: 'STORE_UNREACHABLE' });
    } finally {
      server.signalAll('SIGCONT');
    }
    await sleep(1100);
    assert.equal((await store.keys.find('a'))?.id, 'a');
    await store.close();
  });

  test('an address without a server, a wrong user and a database that is not there are told apart from our faults', async () => {
    const url = await server.database();
    const wrong: [url: string, message: RegExp][] = [
      ['postgres://portcullis@127.0.0.1:1/x', /does not answer/],
      [url.replace('portcullis@', 'nobody@'), /refuses the connection/],
      [url.replace(/\/[^/]*$/, '/nothing'), /refuses the connection/],
    ];
    for (const [address, message] of wrong)
      await assert.rejects(openPostgresStore({ url: address, node: 'n1' }), { code: 'STORE_UNREACHABLE', message });
  });
});
