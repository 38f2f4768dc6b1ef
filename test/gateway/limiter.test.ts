import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { memoryLimiter } from '../../src/gateway/limiter.js';

function limiterAt(maxKeys?: number) {
  const time = { now: 1000 };
  const limiter = memoryLimiter({ now: () => time.now, ...(maxKeys === undefined ? {} : { maxKeys }) });
  const take = (key: string, limit: number, windowSeconds: number, cost = 1) =>
    limiter.take([{ key, limit, windowSeconds, cost }]);
  return { time, limiter, take };
}

test('a full burst passes, the next call is refused and told when to come back', () => {
  const { take, time } = limiterAt();
  assert.deepEqual(
    [1, 2, 3].map(() => take('a', 3, 60).remaining),
    [2, 1, 0],
  );
  const refused = take('a', 3, 60);
  assert.deepEqual(refused, { allowed: false, tightest: 0, remaining: 0, resetSeconds: 20 });
  time.now += 19_999;
  assert.equal(take('a', 3, 60).allowed, false);
  time.now += 1;
  assert.equal(take('a', 3, 60).allowed, true, 'the time it named was true');
  assert.equal(take('a', 3, 60).allowed, false, 'one unit came back, not three');
});

test('keys do not share', () => {
  const { take } = limiterAt();
  assert.equal(take('a', 1, 60).allowed, true);
  assert.equal(take('b', 1, 60).allowed, true);
});

test('all limits are taken from, or none', () => {
  const { limiter, take } = limiterAt();
  const both = () =>
    limiter.take([
      { key: 'wide', limit: 10, windowSeconds: 60, cost: 1 },
      { key: 'narrow', limit: 1, windowSeconds: 60, cost: 1 },
    ]);
  assert.deepEqual(both(), { allowed: true, tightest: 1, remaining: 0, resetSeconds: 60 });
  for (let i = 0; i < 5; i++) assert.deepEqual([both().allowed, both().tightest], [false, 1]);
  assert.equal(take('wide', 10, 60).remaining, 8, 'refused calls took nothing from the other limit');
});

test('cost counts, zero only asks, and a negative cost gives back', () => {
  const { take } = limiterAt();
  assert.equal(take('a', 5, 60, 3).remaining, 2);
  assert.equal(take('a', 5, 60, 3).allowed, false);
  assert.equal(take('a', 5, 60, 0).allowed, true);
  assert.equal(take('a', 5, 60, 2).allowed, true);
  assert.equal(take('a', 5, 60, 0).allowed, false);
  assert.equal(take('a', 5, 60, -1).allowed, true);
  assert.equal(take('a', 5, 60, 1).allowed, true);
});

test('giving back never makes more than the limit', () => {
  const { take } = limiterAt();
  for (let i = 0; i < 10; i++) take('a', 2, 60, -1);
  assert.deepEqual(
    [1, 2, 3].map(() => take('a', 2, 60).allowed),
    [true, true, false],
  );
});

test('a limit of 0 refuses with a time that is a number', () => {
  const { take } = limiterAt();
  assert.deepEqual(take('a', 0, 60), { allowed: false, tightest: 0, remaining: 0, resetSeconds: 60 });
});

test('a flood of new keys frees nobody who is refused', () => {
  const { take } = limiterAt(1000);
  take('victim', 1, 60);
  for (let i = 0; i < 5000; i++) take(`flood ${i}`, 100, 60);
  assert.equal(take('victim', 1, 60).allowed, false);
});

test('over a long time as many calls pass as the limit says', () => {
  const { take, time } = limiterAt();
  let passed = 0;
  for (let i = 0; i < 10_000; i++) {
    if (take('a', 7, 10).allowed) passed++;
    time.now += 100;
  }
  assert.ok(passed >= 700 && passed <= 708, `${passed} of 1,000 seconds at 0.7 a second and a burst of 7`);
});

test('in any window no more pass than the limit and the burst', () => {
  const calls = fc.array(fc.record({ waitMillis: fc.nat(4000), cost: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 120,
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 10 }), calls, (limit, seconds, all) => {
      const { take, time } = limiterAt();
      const passed: { at: number; cost: number }[] = [];
      for (const { waitMillis, cost } of all) {
        time.now += waitMillis;
        if (take('a', limit, seconds, cost).allowed) passed.push({ at: time.now, cost });
      }
      for (const { at } of passed) {
        const within = passed.filter((other) => other.at >= at && other.at < at + seconds * 1000);
        assert.ok(within.reduce((sum, { cost }) => sum + cost, 0) <= 2 * limit);
      }
    }),
  );
});

test('whoever waits as long as told passes, and not a millisecond of it is for nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100 }), (limit, seconds) => {
      const { take, time } = limiterAt();
      for (let i = 0; i < limit; i++) take('a', limit, seconds);
      const { resetSeconds, allowed } = take('a', limit, seconds);
      assert.equal(allowed, false);
      assert.ok(resetSeconds - seconds / limit < 1);
      time.now += resetSeconds * 1000;
      assert.equal(take('a', limit, seconds).allowed, true);
    }),
  );
});

test('several limits at once are taken from all or none, whatever they are', () => {
  const limits = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(limits, fc.integer({ min: 1, max: 12 }), (all, calls) => {
      const { limiter } = limiterAt();
      const requests = all.map((limit, i) => ({ key: `${i}`, limit, windowSeconds: 60, cost: 1 }));
      let passed = 0;
      for (let i = 0; i < calls; i++) if (limiter.take(requests).allowed) passed++;
      assert.equal(passed, Math.min(calls, ...all));
      for (const request of requests) {
        const { allowed, remaining } = limiter.take([{ ...request, cost: 0 }]);
        assert.equal(allowed ? remaining : 0, request.limit - passed);
      }
    }),
  );
});
