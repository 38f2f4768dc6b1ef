import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Period } from '../../src/core/rate-limit.js';
import { memoryLimiter } from '../../src/gateway/limiter.js';

const seconds = { day: 86_400, month: 31 * 86_400 };

function quotaAt(start: string, maxKeys?: number) {
  const time = { now: Date.parse(start) };
  const limiter = memoryLimiter({ wallClock: () => time.now, ...(maxKeys === undefined ? {} : { maxKeys }) });
  const take = (key: string, limit: number, period: Period, cost = 1) =>
    limiter.take([{ key, limit, windowSeconds: seconds[period], cost, period }]);
  return { time, limiter, take };
}

test('a day ends at midnight UTC, and all units come back at once', () => {
  const { time, take } = quotaAt('2027-03-01T23:59:50Z');
  assert.deepEqual(
    [1, 2, 3].map(() => take('a', 2, 'day')),
    [
      { allowed: true, tightest: 0, remaining: 1, resetSeconds: 10 },
      { allowed: true, tightest: 0, remaining: 0, resetSeconds: 10 },
      { allowed: false, tightest: 0, remaining: 0, resetSeconds: 10 },
    ],
  );
  time.now += 9_999;
  assert.equal(take('a', 2, 'day').allowed, false);
  time.now += 1;
  assert.deepEqual(
    [1, 2, 3].map(() => take('a', 2, 'day').allowed),
    [true, true, false],
  );
});

test('a month ends with its last day, in a leap year too', () => {
  const { time, take } = quotaAt('2028-02-28T12:00:00Z');
  assert.equal(take('a', 1, 'month').resetSeconds, 36 * 3600);
  assert.equal(take('a', 1, 'month').allowed, false);
  time.now = Date.parse('2028-02-29T23:59:59Z');
  assert.equal(take('a', 1, 'month').resetSeconds, 1);
  time.now = Date.parse('2028-03-01T00:00:00Z');
  assert.equal(take('a', 1, 'month').allowed, true);
});

test('a call that the quota refuses takes nothing from the limit beside it, and the other way round', () => {
  const { limiter } = quotaAt('2027-03-01T12:00:00Z');
  const quota = { key: 'q', limit: 2, windowSeconds: seconds.day, cost: 1, period: 'day' } as const;
  const rate = { key: 'r', limit: 10, windowSeconds: 1e6, cost: 1 };
  for (let i = 0; i < 5; i++) limiter.take([quota, rate]);
  assert.equal(limiter.take([{ ...rate, cost: 0 }]).remaining, 8);
  const narrow = { key: 'n', limit: 1, windowSeconds: 1e6, cost: 1 };
  const other = { ...quota, key: 'other' };
  for (let i = 0; i < 5; i++) limiter.take([other, narrow]);
  assert.equal(limiter.take([{ ...other, cost: 0 }]).remaining, 1);
});

test('cost counts, and what is given back never makes more than the quota', () => {
  const { take } = quotaAt('2027-03-01T12:00:00Z');
  assert.equal(take('a', 5, 'day', 4).remaining, 1);
  assert.equal(take('a', 5, 'day', 2).allowed, false);
  assert.equal(take('a', 5, 'day', -9).remaining, 5);
  assert.equal(take('a', 5, 'day', 5).remaining, 0);
  assert.equal(take('a', 5, 'day').allowed, false);
});

test('a flood of new keys frees nobody whose quota is used up', () => {
  const { take } = quotaAt('2027-03-01T12:00:00Z', 500);
  take('victim', 1, 'day');
  for (let i = 0; i < 3000; i++) take(`flood ${i}`, 100, 'day');
  assert.equal(take('victim', 1, 'day').allowed, false);
});
