import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SecurityEvent } from '../../src/core/events.js';
import { openCallCounters } from '../../src/app/call-counters.js';
import { memoryLimiter } from '../../src/gateway/limiter.js';
import type { LimitsPolicy } from '../../src/model/types.js';
import { call, openContract, startGateway, startUpstream } from '../gateway/harness.js';
import { startRedis, withRedis } from '../store/redis/redis-server.js';
import { startStallProxy } from '../store/redis/stall-proxy.js';

const inMemory: LimitsPolicy = { store: 'memory', onFailure: 'local', nodes: 1 };

function open(t: TestContext, limits: LimitsPolicy) {
  const events: SecurityEvent[] = [];
  const sink = { write: (event: SecurityEvent) => void events.push(event), batch: () => undefined };
  const counters = openCallCounters(limits, { local: memoryLimiter(), sink, secretOf: (text) => text });
  t.after(() => counters.close());
  return { counters, events };
}

/** A gateway that allows so many calls an hour, and counts at `port`. */
async function nodeOn(t: TestContext, port: number, { limit = 1000, nodes = 2 } = {}) {
  const url = `redis://127.0.0.1:${port}`;
  const { counters, events } = open(t, { store: 'redis', url, onFailure: 'local', nodes });
  await counters.ready;
  const upstream = await startUpstream(t);
  const policy = `defaults: { mode: enforce, rateLimits: [{ limit: ${limit}, windowSeconds: 3600, per: address }] }\n`;
  const options = { limiter: counters.limiter };
  const gateway = await startGateway(t, { upstream, contract: openContract, policy, options });
  return { ...gateway, events, counters };
}

/** Calls at 200 a second; the statuses and the slowest. */
async function traffic(port: number, millis: number) {
  const calls: Promise<{ status: number; millis: number }>[] = [];
  const end = performance.now() + millis;
  while (performance.now() < end) {
    const began = performance.now();
    calls.push(call(port, '/x').then(({ status }) => ({ status, millis: performance.now() - began })));
    await sleep(5);
  }
  const answers = await Promise.all(calls);
  return {
    statuses: [...new Set(answers.map(({ status }) => status))],
    slowest: Math.max(...answers.map((answer) => answer.millis)),
  };
}

test('two gateways allow together what the policy says', withRedis, async (t) => {
  const redis = await startRedis(t);
  const nodes = [await nodeOn(t, redis.port, { limit: 10 }), await nodeOn(t, redis.port, { limit: 10 })];
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => call(nodes[i % 2]!.port, '/x')));
  assert.equal(answers.filter(({ status }) => status === 200).length, 10);
  assert.equal(answers.filter(({ status }) => status === 429).length, 20);
});

test('without the store each gateway allows its part', withRedis, async (t) => {
  const redis = await startRedis(t);
  const nodes = [await nodeOn(t, redis.port, { limit: 10 }), await nodeOn(t, redis.port, { limit: 10 })];
  await redis.kill();
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => call(nodes[i % 2]!.port, '/x')));
  assert.equal(answers.filter(({ status }) => status === 200).length, 10);
});

test('a gateway starts while its store is away, and says so', async (t) => {
  const { port, events } = await nodeOn(t, 1, { limit: 4 });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await call(port, '/x')).status);
  assert.deepEqual(statuses, [200, 200, 429]);
  assert.deepEqual(
    events.map(({ kind, detail }) => [kind, detail]),
    [['sys_monitor_disabled', { part: 'limits.store', onFailure: 'local' }]],
  );
});

const faults = ['kill -9', 'SIGSTOP', 'stall', 'cut'] as const;

for (const fault of faults) {
  test(`under traffic no call fails or waits long while the store suffers ${fault}`, withRedis, async (t) => {
    const redis = await startRedis(t);
    const proxy = await startStallProxy(t, redis.port);
    const { port, events, counters } = await nodeOn(t, proxy.port, { limit: 100_000 });
    const running = traffic(port, 2500);
    await sleep(300);
    if (fault === 'kill -9') await redis.kill();
    else if (fault === 'SIGSTOP') redis.signal('SIGSTOP');
    else proxy.set(fault);
    await sleep(700);
    if (fault === 'kill -9') await redis.start();
    else if (fault === 'SIGSTOP') redis.signal('SIGCONT');
    else proxy.set('pass');
    const { statuses, slowest } = await running;
    assert.deepEqual(statuses, [200]);
    // The wait itself is 50 ms (see the counters' own test); the rest is room for a busy machine.
    assert.ok(slowest < 1000, `${slowest} ms`);
    const kinds = events.map(({ kind }) => kind);
    assert.deepEqual(kinds.slice(0, 2), ['sys_monitor_disabled', 'sys_gap']);
    const detail = events[1]!.detail!;
    assert.ok(Number(detail['calls']) > 0 && Number(detail['millis']) <= 2700, JSON.stringify(detail));
    counters.close();
  });
}

test('another policy moves the counters, and the same one does not', withRedis, async (t) => {
  const redis = await startRedis(t);
  const { counters } = open(t, inMemory);
  const take = () => counters.limiter.take([{ key: 'a', limit: 9, windowSeconds: 60, cost: 1 }]);
  assert.ok(!(take() instanceof Promise), 'counters in memory answer at once');
  counters.change({ ...inMemory });
  assert.equal((await take()).remaining, 7);
  counters.change({ store: 'redis', url: redis.url, onFailure: 'closed', nodes: 1 });
  let verdict;
  for (let i = 0; i < 100 && !verdict; i++) {
    try {
      verdict = await take();
    } catch {
      await sleep(20);
    }
  }
  assert.equal(verdict?.remaining, 8);
});

test('an address that is none is refused without being told', (t) => {
  const { counters } = open(t, inMemory);
  const bad: LimitsPolicy = { ...inMemory, store: 'redis', url: 'http://user:s3cret@host' };
  for (const attempt of [() => open(t, bad), () => counters.check(bad), () => counters.change(bad)]) {
    assert.throws(attempt, (error: Error & { code?: string }) => {
      assert.equal(error.code, 'POLICY_INVALID');
      assert.doesNotMatch(JSON.stringify(error) + error.message, /s3cret/);
      return true;
    });
  }
});
