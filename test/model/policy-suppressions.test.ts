import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, projectFrom } from './policy-cases.js';

const suppression = (expires: string) =>
  `suppressions: [{ rule: r, where: getOrder, reason: accepted by the board, expires: ${expires}, by: Ada }]`;

test('an accepted risk comes with its place', () => {
  assert.deepEqual(projectFrom({ policy: suppression('2028-01-15') }).suppressions, [
    {
      rule: 'r',
      where: 'getOrder',
      reason: 'accepted by the board',
      expires: '2028-01-15',
      by: 'Ada',
      node: { file: 'portcullis.yaml', pointer: '/suppressions/0' },
    },
  ]);
});

test('an expired one is kept: the audit has to report it', () => {
  assert.equal(projectFrom({ policy: suppression('2020-01-01') }).suppressions.length, 1);
});

test('more than a year is refused', () => {
  assert.deepEqual(
    linesOf(() => projectFrom({ policy: suppression('2028-01-16') })),
    ['POLICY_INVALID portcullis:1:84 A risk is accepted for a year at most; a date up to 2028-01-15'],
  );
});
