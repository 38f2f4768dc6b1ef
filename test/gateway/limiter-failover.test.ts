import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LimitRequest, LimitVerdict } from '../../src/core/rate-limit.js';
import { failoverLimiter, type OnFailure } from '../../src/gateway/limiter-failover.js';
import { memoryLimiter } from '../../src/gateway/limiter.js';

const answer: LimitVerdict = { allowed: true, tightest: 0, remaining: 77, resetSeconds: 1 };

function nodeWith(onFailure: OnFailure, nodes = 4) {
  const shared = {
    isThere: true,
    fails: false,
    take: () => (shared.fails ? Promise.reject(new Error('late')) : Promise.resolve(answer)),
  };
  let alone = 0;
  const local = memoryLimiter({ now: () => 0 });
  const limiter = failoverLimiter({ shared, local, onFailure, nodes, onAlone: () => alone++ });
  return { shared, limiter, calls: () => alone };
}

const request = (limit: number, cost = 1): readonly LimitRequest[] => [{ key: 'a', limit, windowSeconds: 60, cost }];

test('while the shared counters are there they decide', async () => {
  const { limiter, calls } = nodeWith('local');
  assert.deepEqual(await limiter.take(request(1)), answer);
  assert.equal(calls(), 0);
});

test('local: each node allows its part of the limit, at once while they are known to be away', async () => {
  const { limiter, shared, calls } = nodeWith('local');
  shared.fails = true;
  assert.equal((await limiter.take(request(8))).allowed, true, 'the call that found out is judged too');
  shared.isThere = false;
  const verdicts = [1, 2].map(() => limiter.take(request(8)));
  assert.ok(verdicts.every((verdict) => !(verdict instanceof Promise)));
  assert.deepEqual(
    verdicts.map((verdict) => (verdict as LimitVerdict).allowed),
    [true, false],
  );
  assert.equal(calls(), 3);
});

test('local: a limit below the number of nodes, or a cost above the part, still lets one call pass', () => {
  for (const [limit, cost] of [
    [2, 1],
    [8, 5],
  ] as const) {
    const { limiter, shared } = nodeWith('local');
    shared.isThere = false;
    const allowed = [1, 2].map(() => (limiter.take(request(limit, cost)) as LimitVerdict).allowed);
    assert.deepEqual(allowed, [true, false], `limit ${limit}, cost ${cost}`);
  }
});

test('closed refuses and open allows, whether they are away or were just found to be', async () => {
  for (const isThere of [true, false]) {
    const closed = nodeWith('closed');
    Object.assign(closed.shared, { isThere, fails: true });
    await assert.rejects(async () => closed.limiter.take(request(8)), { name: 'CountersAway' });
    const open = nodeWith('open');
    Object.assign(open.shared, { isThere, fails: true });
    for (let i = 0; i < 20; i++) assert.equal((await open.limiter.take(request(1))).allowed, true);
  }
});
