import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { RightEdge } from '../../src/core/merkle.js';
import type { Store } from '../../src/store/store.js';
import { lastCheckpoints, refuseRewritten } from '../../src/telemetry/checkpoint-compare.js';
import { loadCheckpointKey } from '../../src/telemetry/checkpoint-key.js';
import { checkpointFile, Witness } from '../../src/telemetry/checkpoint-outlet.js';
import { isSignedBy, parseCheckpoint, parseCheckpoints } from '../../src/telemetry/checkpoint.js';
import { Checkpointer } from '../../src/telemetry/checkpointer.js';
import { LogBench } from './log-bench.js';

let bench: LogBench;
let store: Store;
beforeEach(() => {
  bench = new LogBench();
  store = bench.open();
});
afterEach(async () => {
  await store.close();
  bench.remove();
});

const record = () => store.audit.append({ kind: 'admin_action' });

describe('checkpoints of the log', () => {
  test('are notes with origin, size and root, signed by the key of the store', async () => {
    await record();
    const key = loadCheckpointKey(bench.dataDir);
    const [made] = await bench.checkpointer(store).take();
    const checkpoint = parseCheckpoint(made!.note)!;
    assert.equal(checkpoint.origin, `${key.name}/control`);
    assert.equal(checkpoint.size, 1);
    assert.deepEqual(checkpoint.root, RightEdge.from((await store.audit.head()).edge).root());
    assert.ok(isSignedBy(checkpoint, key));
    assert.match(
      made!.note,
      /^portcullis-[0-9a-f]{12}\/control\n1\n[A-Za-z0-9+/]{43}=\n\n\u2014 portcullis-[0-9a-f]{12}\/control /,
    );
  });

  test('are made only of logs that grew', async () => {
    const checkpointer = bench.checkpointer(store);
    await record();
    assert.deepEqual(
      (await checkpointer.take()).map(({ log }) => log),
      ['control'],
    );
    assert.deepEqual(await checkpointer.take(), []);
    await store.events.insert([bench.event(1)]);
    assert.deepEqual(
      (await checkpointer.take()).map(({ log, size }) => `${log} ${size}`),
      ['denials 1'],
    );
  });

  test('come by themselves after a minute, and after 1,000 leaves', async () => {
    const checkpointer = new Checkpointer({
      store,
      key: loadCheckpointKey(bench.dataDir),
      now: () => bench.now,
      intervalMillis: 5,
    });
    const sizes = async () => (await store.checkpoints.list('denials')).map(({ size }) => size);
    const until = async (expected: readonly number[]) => {
      for (let tries = 0; tries < 200 && (await sizes()).length < expected.length; tries++) await sleep(5);
      assert.deepEqual(await sizes(), expected);
    };
    checkpointer.start();
    await store.events.insert([bench.event(0)]);
    await until([1]);
    await store.events.insert([bench.event(1)]);
    await sleep(40);
    await until([1]);
    bench.now += 60_000;
    await until([1, 2]);
    await store.events.insert(Array.from({ length: 1000 }, (_, n) => bench.event(n + 2)));
    await until([1, 2, 1002]);
    await store.events.insert([bench.event(2000)]);
    await checkpointer.close();
    assert.deepEqual(await sizes(), [1, 2, 1002, 1003]);
  });

  test('the key is for its owner alone, and stays the same', () => {
    const key = loadCheckpointKey(bench.dataDir);
    const file = path.join(bench.dataDir, 'checkpoint.key');
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.equal(loadCheckpointKey(bench.dataDir).name, key.name);
    fs.chmodSync(file, 0o644);
    assert.throws(() => loadCheckpointKey(bench.dataDir), { code: 'STORE_INSECURE' });
    fs.chmodSync(file, 0o600);
    fs.writeFileSync(file, 'nonsense');
    assert.throws(() => loadCheckpointKey(bench.dataDir), { code: 'STORE_CORRUPT' });
  });
});

describe('checkpoints kept in a file outside', () => {
  const file = () => path.join(bench.dataDir, 'outside', 'portcullis.checkpoints');
  const signed = async () => {
    const key = loadCheckpointKey(bench.dataDir);
    const outlets = [checkpointFile(file())];
    await new Checkpointer({ store, key, outlets, now: () => bench.now }).take();
  };
  const check = () => {
    const kept = lastCheckpoints(file(), loadCheckpointKey(bench.dataDir).name);
    return refuseRewritten(store, kept, file());
  };

  test('are appended one after the other, and the last of each log is found', async () => {
    for (let n = 0; n < 3; n++) {
      await record();
      await store.events.insert([bench.event(n)]);
      await signed();
    }
    assert.equal(parseCheckpoints(fs.readFileSync(file(), 'utf8')).length, 6);
    const last = lastCheckpoints(file(), loadCheckpointKey(bench.dataDir).name);
    assert.deepEqual(
      [...last].map(([log, { size }]) => `${log} ${size}`),
      ['control 3', 'denials 3'],
    );
    await check();
  });

  test('match a log that only grew', async () => {
    await record();
    await signed();
    for (let n = 0; n < 5; n++) await record();
    await check();
  });

  test('of which there are none yet let the start go on', () => check());

  for (const [what, tamper, words] of [
    ['lost its end', () => reset(1), /it had 3 records, now there are 1/],
    ['has other records of the same number', () => reset(3), /its first 3 records are others now/],
    ['has another past and more records', () => reset(5), /does not go on from its first 3 records/],
    ['does not go on from the checkpoint', () => changeAfter(), /does not go on from its first 3 records/],
  ] as const) {
    test(`refuse a log that ${what}`, async () => {
      for (let n = 0; n < 3; n++) await record();
      await signed();
      await tamper();
      await assert.rejects(check(), (error: { code: string; message: string; hint: string }) => {
        assert.equal(error.code, 'LOG_REWRITTEN');
        assert.match(error.message, words);
        assert.match(error.hint, /--accept-log/);
        return true;
      });
    });
  }

  /** Another history of so many records, with a head of its own. */
  async function reset(size: number): Promise<void> {
    bench.sql('control.db', 'DELETE FROM audit_leaf');
    bench.sql('control.db', 'DELETE FROM audit_head');
    for (let n = 0; n < size; n++) await store.audit.append({ kind: 'log_read' });
  }

  async function changeAfter(): Promise<void> {
    for (let n = 0; n < 2; n++) await record();
    bench.sql('control.db', 'UPDATE audit_leaf SET leaf = (SELECT leaf FROM audit_leaf WHERE n = 0) WHERE n = 4');
  }
});

describe('a witness', () => {
  test('is sent every note, again until it takes it, in order', async () => {
    const taken: string[] = [];
    const failures: string[] = [];
    let refusals = 2;
    const server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        assert.equal(request.headers['content-type'], 'text/plain; charset=utf-8');
        if (refusals-- > 0) return response.writeHead(503).end();
        taken.push(body);
        response.writeHead(200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/add`;
    const witness = new Witness({ url, onError: ({ message }) => failures.push(message), retryMillis: 10 });
    const key = loadCheckpointKey(bench.dataDir);
    const checkpointer = new Checkpointer({ store, key, outlets: [witness], now: () => bench.now });
    for (let n = 0; n < 3; n++) {
      await record();
      await checkpointer.take();
    }
    for (let tries = 0; tries < 200 && witness.waiting > 0; tries++) await sleep(5);
    await record();
    await checkpointer.close();
    server.close();
    assert.deepEqual(
      taken.map((note) => parseCheckpoint(note)!.size),
      [1, 2, 3, 4],
    );
    assert.deepEqual(failures, ['it answers 503']);
  });

  test('that is away stops nothing, and is told once', async () => {
    const failures: string[] = [];
    const witness = new Witness({
      url: 'http://127.0.0.1:1/add',
      onError: ({ message }) => failures.push(message),
      retryMillis: 5,
    });
    const key = loadCheckpointKey(bench.dataDir);
    const checkpointer = new Checkpointer({ store, key, outlets: [witness], now: () => bench.now });
    await record();
    assert.equal((await checkpointer.take()).length, 1);
    await sleep(50);
    await checkpointer.close();
    assert.equal(failures.length, 1);
    assert.equal(witness.waiting, 1);
  });
});
