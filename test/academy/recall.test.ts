import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextRecall } from '../../src/academy/recall.js';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 25);

test('right answers come back after 1, 7, 30 and again 30 days', () => {
  let step = 0;
  const days = [1, 7, 30, 30].map(() => {
    const next = nextRecall(step, true, now);
    step = next.step;
    return (next.dueAt - now) / day;
  });
  assert.deepEqual(days, [1, 7, 30, 30]);
});

test('a wrong answer comes back tomorrow, and starts anew', () => {
  assert.deepEqual(nextRecall(3, false, now), { step: 0, dueAt: now + day });
});
