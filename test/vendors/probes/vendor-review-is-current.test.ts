import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-review-is-current.js';
import { aSubject, now, severityOf, someTools, states } from '../subject.js';

test('a review that holds is well, all others are findings that say when new use ends', async () => {
  const at = { dueAt: now, deniesAt: now + 1 };
  assert.deepEqual(await states(probe, aSubject(), someTools()), ['well']);
  for (const [state, severity] of [
    ['never', 'medium'],
    ['due', 'medium'],
    ['expired', 'high'],
    ['rejected', 'high'],
  ] as const) {
    assert.equal(await severityOf(probe, aSubject({ review: { state, ...at } }), someTools(), 'review'), severity);
  }
});
