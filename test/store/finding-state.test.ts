import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FindingStatus } from '../../src/core/finding.js';
import { statusWhenGone, statusWhenNew, statusWhenSeen } from '../../src/store/finding-state.js';

const seen: [before: FindingStatus, triaged: boolean, reported: FindingStatus, after: FindingStatus][] = [
  ['open', false, 'open', 'open'],
  ['open', true, 'open', 'open'],
  ['regressed', false, 'open', 'regressed'],
  ['fixed', false, 'open', 'regressed'],
  ['fixed', true, 'open', 'regressed'],
  ['patched', true, 'open', 'patched'],
  ['patched', false, 'open', 'patched'],
  ['accepted', true, 'open', 'accepted'],
  ['false-positive', true, 'open', 'false-positive'],
  ['accepted', false, 'open', 'open'],
  ['open', false, 'accepted', 'accepted'],
  ['open', true, 'accepted', 'open'],
  ['fixed', false, 'accepted', 'accepted'],
];
for (const [status, triaged, reported, after] of seen) {
  const who = triaged ? 'set by a person' : 'set by runs';
  test(`${status}, ${who}, reported as ${reported}: ${after}`, () => {
    assert.equal(statusWhenSeen({ status, triaged }, reported), after);
  });
}

test('nothing begins as fixed or regressed', () => {
  for (const reported of ['open', 'fixed', 'regressed'] as const) assert.equal(statusWhenNew(reported), 'open');
  assert.equal(statusWhenNew('accepted'), 'accepted');
});

test('what is gone is fixed, unless it was never there', () => {
  for (const before of ['open', 'regressed', 'patched', 'accepted'] as const)
    assert.equal(statusWhenGone(before), 'fixed');
  assert.equal(statusWhenGone('false-positive'), 'false-positive');
});
