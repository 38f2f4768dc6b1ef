import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Breaker } from '../../src/gateway/breaker.js';

function makeBreaker() {
  let now = 0;
  const breaker = new Breaker({ now: () => now });
  const times = (count: number, what: 'failed' | 'succeeded'): void => {
    for (let i = 0; i < count; i++) breaker[what]();
  };
  return { breaker, times, wait: (millis: number) => (now += millis) };
}

test('it opens when half of at least twenty calls failed', () => {
  const few = makeBreaker();
  few.times(19, 'failed');
  assert.ok(few.breaker.permits());
  const half = makeBreaker();
  half.times(11, 'succeeded');
  half.times(10, 'failed');
  assert.ok(half.breaker.permits());
  half.times(1, 'failed');
  assert.ok(!half.breaker.permits());
});

test('failures of another ten seconds do not count', () => {
  const { breaker, times, wait } = makeBreaker();
  times(19, 'failed');
  wait(10_001);
  times(19, 'failed');
  assert.ok(breaker.permits());
});

test('open, it lets one call through every five seconds, and closes when one succeeds', () => {
  const { breaker, times, wait } = makeBreaker();
  times(20, 'failed');
  assert.ok(!breaker.permits());
  wait(5000);
  assert.ok(breaker.permits());
  assert.ok(!breaker.permits(), 'the second waits');
  breaker.failed();
  wait(4999);
  assert.ok(!breaker.permits());
  wait(1);
  assert.ok(breaker.permits());
  breaker.succeeded();
  assert.ok(breaker.permits());
  assert.ok(breaker.isClosed);
});

test('an open breaker stays open however long nobody asks', () => {
  const { breaker, times, wait } = makeBreaker();
  times(20, 'failed');
  wait(60_000);
  breaker.failed();
  assert.ok(!breaker.isClosed);
});
