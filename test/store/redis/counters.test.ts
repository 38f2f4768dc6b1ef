import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { LimitRequest } from '../../../src/core/rate-limit.js';
import { memoryLimiter } from '../../../src/gateway/limiter.js';
import { RedisCounters } from '../../../src/store/redis/counters.js';
import { startRedis, withRedis, type RedisServer } from './redis-server.js';
import { startStallProxy } from './stall-proxy.js';

async function countersOn(t: TestContext, url: string) {
  const changes: boolean[] = [];
  const counters = new RedisCounters({ url, onChange: (isThere) => changes.push(isThere) });
  t.after(() => counters.close());
  await counters.start();
  return { counters, changes };
}

async function until(condition: () => boolean, millis: number): Promise<number> {
  const began = performance.now();
  while (!condition()) {
    assert.ok(performance.now() - began < millis, `not within ${millis} ms`);
    await sleep(10);
  }
  return performance.now() - began;
}

function clientOf(t: TestContext, { url }: RedisServer): Redis {
  const redis = new Redis(url);
  t.after(() => redis.disconnect());
  return redis;
}

const one = (key: string, limit: number, more: Partial<LimitRequest> = {}): LimitRequest => ({
  key,
  limit,
  windowSeconds: 60,
  cost: 1,
  ...more,
});

test('a full burst passes, the next call is refused and told truthfully when to come back', withRedis, async (t) => {
  const { counters } = await countersOn(t, (await startRedis(t)).url);
  const take = () => counters.take([one('a', 3, { windowSeconds: 3 })]);
  assert.deepEqual(
    [await take(), await take(), await take()].map(({ allowed, remaining }) => [allowed, remaining]),
    [
      [true, 2],
      [true, 1],
      [true, 0],
    ],
  );
  const refused = await take();
  assert.deepEqual(refused, { allowed: false, tightest: 0, remaining: 0, resetSeconds: 1 });
  await sleep(refused.resetSeconds * 1000);
  assert.equal((await take()).allowed, true);
  assert.equal((await take()).allowed, false);
});

test('memory and Redis give the same verdicts on the same calls', withRedis, async (t) => {
  const { counters } = await countersOn(t, (await startRedis(t)).url);
  const memory = memoryLimiter({ now: () => 0 });
  const calls = [
    [one('a', 5, { cost: 3 })],
    [one('a', 5, { cost: 3 })],
    [one('a', 5, { cost: 0 })],
    [one('wide', 1000), one('a', 5, { cost: 2 })],
    [one('wide', 1000), one('a', 5)],
    [one('wide', 1000)],
    [one('a', 5, { cost: -1 })],
    [one('a', 5)],
    [one('d', 3, { period: 'day', cost: 2 }), one('m', 3, { period: 'month' })],
    [one('d', 3, { period: 'day', cost: 2 }), one('m', 3, { period: 'month' })],
    [one('d', 3, { period: 'day', cost: -5 })],
    [one('d', 3, { period: 'day', cost: 3 }), one('m', 3, { period: 'month' })],
    [one('m', 3, { period: 'month' })],
    [one('m', 3, { period: 'month' })],
  ];
  for (const [index, requests] of calls.entries()) {
    const expected = memory.take(requests);
    const actual = await counters.take(requests);
    assert.deepEqual(
      [actual.allowed, actual.tightest, actual.remaining],
      [expected.allowed, expected.tightest, expected.remaining],
      `call ${index}`,
    );
    const seconds = Math.abs(actual.resetSeconds - expected.resetSeconds);
    assert.ok(seconds <= 1, `call ${index}: ${actual.resetSeconds} and ${expected.resetSeconds} s`);
  }
});

test('the end of a month is right in every month of forty years', withRedis, async (t) => {
  const server = await startRedis(t);
  const redis = clientOf(t, server);
  const { takeScript } = await import('../../../src/store/redis/take-script.js');
  const body = /local function end_of_month[\s\S]*?\nend\n/.exec(takeScript)![0];
  const script = `${body}\nlocal r = {} for i, day in ipairs(ARGV) do r[i] = end_of_month(tonumber(day)) end return r`;
  const days = Array.from({ length: 14_610 }, (_, i) => 20_000 + i);
  const actual = await redis.eval(script, 0, ...days.slice(0, 7000));
  const rest = await redis.eval(script, 0, ...days.slice(7000));
  const expected = days.map((day) => {
    const date = new Date(day * 86_400_000);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / 86_400_000;
  });
  assert.deepEqual([...(actual as number[]), ...(rest as number[])], expected);
});

test('two nodes share one count, and no call passes twice when they ask at once', withRedis, async (t) => {
  const { url } = await startRedis(t);
  const nodes = [(await countersOn(t, url)).counters, (await countersOn(t, url)).counters];
  const verdicts = await Promise.all(
    Array.from({ length: 200 }, (_, i) => nodes[i % 2]!.take([one('wide', 1000), one('shared', 50)])),
  );
  assert.equal(verdicts.filter(({ allowed }) => allowed).length, 50);
  const { remaining } = await nodes[0]!.take([one('wide', 1000)]);
  // A little comes back while a busy machine asks; calls that took something although refused would leave 799.
  assert.ok(remaining! >= 949 && remaining! < 980, `refused calls took nothing: ${remaining} are left`);
});

test('all limits of a request cost one round trip, and every key ends by itself', withRedis, async (t) => {
  const server = await startRedis(t);
  const redis = clientOf(t, server);
  const { counters } = await countersOn(t, server.url);
  const commands = async () => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.info('commandstats'))![1]);
  const before = await commands();
  const requests = [one('a', 9), one('b', 9, { period: 'day' }), one('c', 9, { period: 'month' })];
  await counters.take(requests);
  assert.equal((await commands()) - before, 1);
  for (const { key } of requests) assert.ok((await redis.pttl(`portcullis:${key}`)) > 0, key);
});

test('a script that the server forgot is sent again', withRedis, async (t) => {
  const server = await startRedis(t);
  const { counters, changes } = await countersOn(t, server.url);
  await clientOf(t, server).script('FLUSH');
  assert.equal((await counters.take([one('a', 9)])).remaining, 8);
  assert.deepEqual(changes, [true]);
});

test('a killed server is away at once and back within 2 seconds of its return', withRedis, async (t) => {
  const server = await startRedis(t);
  const { counters, changes } = await countersOn(t, server.url);
  await server.kill();
  const began = performance.now();
  await assert.rejects(counters.take([one('a', 9)]));
  assert.ok(performance.now() - began < 100);
  assert.equal(counters.isThere, false);
  await sleep(300);
  await server.start();
  await until(() => counters.isThere, 2000);
  assert.equal((await counters.take([one('a', 9)])).remaining, 8);
  assert.deepEqual(changes, [true, false, true]);
});

test('a stopped server holds a call for 50 ms, and is back within 2 seconds', withRedis, async (t) => {
  const server = await startRedis(t);
  const { counters } = await countersOn(t, server.url);
  server.signal('SIGSTOP');
  const began = performance.now();
  await assert.rejects(counters.take([one('a', 9)]));
  const waited = performance.now() - began;
  assert.ok(waited >= 45 && waited < 120, `${waited} ms`);
  await sleep(2500);
  server.signal('SIGCONT');
  await until(() => counters.isThere, 2000);
});

for (const mode of ['stall', 'swallow', 'cut'] as const) {
  test(`a connection that a proxy makes ${mode} is given up and made anew`, withRedis, async (t) => {
    const server = await startRedis(t);
    const proxy = await startStallProxy(t, server.port);
    const { counters } = await countersOn(t, `redis://127.0.0.1:${proxy.port}`);
    proxy.set(mode);
    await assert.rejects(counters.take([one('a', 9)]));
    await sleep(1500);
    proxy.set('pass');
    await until(() => counters.isThere, 2000);
    assert.equal((await counters.take([one('b', 9)])).remaining, 8);
  });
}

test('a server that takes no writes is away, and does not come and go', withRedis, async (t) => {
  const server = await startRedis(t);
  const redis = clientOf(t, server);
  const { counters, changes } = await countersOn(t, server.url);
  await redis.config('SET', 'maxmemory', '1');
  await assert.rejects(counters.take([one('a', 9)]));
  await sleep(2000);
  assert.deepEqual(changes, [true, false]);
  await redis.config('SET', 'maxmemory', '0');
  await until(() => counters.isThere, 2000);
});
