import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { startOutputs } from '../../src/app/log-outputs.js';
import { openSealedStore, type SealedStore } from '../../src/app/sealed-store.js';
import type { LogOutput } from '../../src/model/types.js';
import { LogBench } from '../telemetry/log-bench.js';

let bench: LogBench;
let store: SealedStore;
beforeEach(async () => {
  bench = new LogBench();
  store = await openSealedStore(bench.dataDir, { env: {} });
});
afterEach(async () => {
  await store.close();
  bench.remove();
});

const start = (outputs: Record<string, LogOutput>, env: Record<string, string> = {}) =>
  startOutputs({
    dataDir: bench.dataDir,
    store,
    outputs: new Map(Object.entries(outputs)),
    baseDir: bench.dataDir,
    env,
    say: () => undefined,
  });

describe('the outputs of a policy', () => {
  test('each get what their query selects', async () => {
    const [all, high] = ['all.ndjson', 'high.ndjson'].map((name) => path.join(bench.dataDir, name));
    const made = await start({ all: { file: all! }, high: { file: high!, query: 'severity>=high' } });
    await store.events.insert([bench.event(1), bench.event(2, { severity: 'high' })]);
    for (const output of made) await output.close();
    assert.equal(fs.readFileSync(all!, 'utf8').split('\n').length, 3);
    assert.equal(fs.readFileSync(high!, 'utf8').split('\n').length, 2);
  });

  test('take secrets by reference, and are refused without them', async () => {
    const keys: unknown[] = [];
    const server = http.createServer((request, response) => {
      keys.push(request.headers['x-clickhouse-key']);
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const clickhouse = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const policy: LogOutput = { clickhouse, user: 'u', password: '${env:CLICKHOUSE}' };
    await assert.rejects(start({ rows: policy }), { code: 'POLICY_SECRET_MISSING' });
    const made = await start({ rows: policy }, { CLICKHOUSE: 'hunter2' });
    await store.events.insert([bench.event(1)]);
    for (const output of made) await output.close();
    server.close();
    assert.deepEqual(keys, ['hunter2']);
  });

  test('are refused with a query that is none, and a name that is no file name', async () => {
    await assert.rejects(start({ x: { file: '/tmp/x', query: 'knd:denial' } }), { code: 'QUERY_INVALID' });
    await assert.rejects(start({ '../x': { file: '/tmp/x' } }), { code: 'POLICY_INVALID' });
  });

  test('of a policy without any are none', async () => assert.deepEqual(await start({}), []));
});
