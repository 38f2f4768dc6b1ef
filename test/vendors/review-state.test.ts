import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reviewState } from '../../src/vendors/review-state.js';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const policy = { reviewDays: 90, graceDays: 30 };
const approved = { at: start, verdict: 'approved' as const };

const cases: Record<string, [days: number, review: typeof approved | undefined, state: string]> = {
  'a new one has the grace period': [29, undefined, 'never'],
  'a new one that nobody reviewed gets no new use': [30, undefined, 'expired'],
  'a review holds to its last day': [89, approved, 'current'],
  'then it is due, and use goes on': [90, approved, 'due'],
  'still in the grace period': [119, approved, 'due'],
  'after it new use is denied': [120, approved, 'expired'],
};

for (const [name, [days, lastReview, state]] of Object.entries(cases)) {
  test(name, () => {
    assert.equal(reviewState(policy, { registeredAt: start, lastReview }, start + days * day).state, state);
  });
}

test('a rejected one gets no new use from that moment', () => {
  const lastReview = { at: start, verdict: 'rejected' as const };
  const { state, deniesAt } = reviewState(policy, { registeredAt: start, lastReview }, start);
  assert.deepEqual([state, deniesAt], ['rejected', start]);
});
