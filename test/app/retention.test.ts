import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { RetentionKeeper } from '../../src/app/retention.js';
import type { RetentionPolicy } from '../../src/model/types.js';
import type { Store } from '../../src/store/store.js';
import { readCheckpointKey } from '../../src/telemetry/checkpoint-key.js';
import { verifyStore } from '../../src/telemetry/verify.js';
import { LogBench, noon } from '../telemetry/log-bench.js';

const day = 86_400_000;
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

const keeper = (policy: RetentionPolicy) =>
  new RetentionKeeper({ store, policy: () => policy, say: assert.fail, now: () => bench.now });

describe('what is older than the policy wants it to be kept', () => {
  test('is dropped by class, recorded in the audit log, and the rest of the log verifies', async () => {
    const access = { kind: 'access', outcome: 'allowed', severity: 'info', status: 200 } as const;
    const old = [bench.event(-100 * day), bench.event(-10 * day, access)];
    for (const event of [...old, bench.event(0), bench.event(1, access)]) await store.events.insert([event]);
    await bench.checkpointer(store).take();
    const detection = { rule: 'scraping', about: 'actor x', document: {} };
    await store.detections.add({ ...detection, id: '01a210c1-dc67-7174-8605-000000000001', time: noon - 401 * day });
    await store.detections.add({ ...detection, id: '01a210c1-dc67-7174-8605-000000000002', time: noon - 399 * day });
    await keeper({ accessDays: 7, denialDays: 30, detectionDays: 400, findingDays: 400 }).drop();
    assert.deepEqual(
      (await store.events.search()).map(({ time }) => time - noon),
      [1, 0],
    );
    assert.equal((await store.detections.list()).length, 1);
    const [record] = await store.audit.list({ kind: 'log_retained' });
    assert.deepEqual([(record!.detail!['files'] as string[]).length, record!.detail!['detections']], [2, 1]);
    const { problems } = await verifyStore({ store, key: readCheckpointKey(bench.dataDir), outside: [] });
    assert.deepEqual(problems, []);
  });

  test('is nothing when everything is young: then nothing is recorded', async () => {
    await store.events.insert([bench.event(0)]);
    await keeper({ accessDays: 7, denialDays: 30, detectionDays: 400, findingDays: 400 }).drop();
    assert.equal(await store.events.count(), 1);
    assert.deepEqual(await store.audit.list({ kind: 'log_retained' }), []);
  });
});
