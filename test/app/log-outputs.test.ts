import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { LogFollowers } from '../../src/app/log-followers.js';
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

const followersWith = (env: Record<string, string> = {}) =>
  new LogFollowers({ dataDir: bench.dataDir, store, baseDir: bench.dataDir, env, say: () => undefined });

const retention = { accessDays: 7, denialDays: 90, detectionDays: 400, findingDays: 400 };
const policyOf = (outputs: Record<string, LogOutput>) => ({
  eventLog: {
    onFailure: 'reads' as const,
    principals: 'name' as const,
    retention,
    outputs: new Map(Object.entries(outputs)),
  },
  notify: new Map<string, never>(),
});

async function start(outputs: Record<string, LogOutput>, env?: Record<string, string>): Promise<LogFollowers> {
  const followers = followersWith(env);
  await (
    await followers.prepare(policyOf(outputs))
  )();
  return followers;
}

describe('the outputs of a policy', () => {
  test('each get what their query selects', async () => {
    const [all, high] = ['all.ndjson', 'high.ndjson'].map((name) => path.join(bench.dataDir, name));
    const made = await start({ all: { file: all! }, high: { file: high!, query: 'severity>=high' } });
    await store.events.insert([bench.event(1), bench.event(2, { severity: 'high' })]);
    await made.close();
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
    await made.close();
    server.close();
    assert.deepEqual(keys, ['hunter2']);
  });

  test('are refused with a query that is none, and a name that is no file name', async () => {
    await assert.rejects(start({ x: { file: '/tmp/x', query: 'knd:denial' } }), { code: 'QUERY_INVALID' });
    await assert.rejects(start({ '../x': { file: '/tmp/x' } }), { code: 'POLICY_INVALID' });
  });

  test('change with the policy: what is the same goes on, what is new begins, what is gone ends', async () => {
    const [one, two] = ['one.ndjson', 'two.ndjson'].map((name) => path.join(bench.dataDir, name));
    const lines = (file: string) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').length - 1 : 0);
    const followers = await start({ one: { file: one! } });
    await store.events.insert([bench.event(1)]);
    await (
      await followers.prepare(policyOf({ two: { file: two! } }))
    )();
    await store.events.insert([bench.event(2)]);
    await (
      await followers.prepare(policyOf({ two: { file: two! }, one: { file: one! } }))
    )();
    await followers.close();
    assert.deepEqual([lines(one!), lines(two!)], [2, 1], 'the one goes on from where it was');
  });

  test('stay as they are when a policy names one that cannot be', async () => {
    const file = path.join(bench.dataDir, 'one.ndjson');
    const followers = await start({ one: { file } });
    const wrong = policyOf({ one: { file }, rows: { clickhouse: 'http://127.0.0.1:1', password: '${env:NO}' } });
    await assert.rejects(followers.prepare(wrong), { code: 'POLICY_SECRET_MISSING' });
    await store.events.insert([bench.event(1)]);
    await followers.close();
    assert.equal(fs.readFileSync(file, 'utf8').split('\n').length, 2);
  });
});
