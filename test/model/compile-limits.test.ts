import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { linesOf, policyOf } from './policy-cases.js';

const limitsOf = (policy: string) => policyOf('createOrder', { policy }).rateLimits;
const daily = '{ limit: 100, per: day, by: principal }';
const monthly = '{ limit: 900, per: month, by: { claim: plan }, cost: 2 }';

describe('quotas', () => {
  test('are limits whose window is a day or month of the calendar', () => {
    assert.deepEqual(limitsOf(`defaults: { quotas: [${daily}, ${monthly}] }`), [
      { id: 'shop/defaults.quota.0', limit: 100, windowSeconds: 86_400, per: 'principal', cost: 1, period: 'day' },
      {
        id: 'shop/defaults.quota.1',
        limit: 900,
        windowSeconds: 2_678_400,
        per: { claim: 'plan' },
        cost: 2,
        period: 'month',
      },
    ]);
  });

  test('of an operation add to those of defaults and have counters of their own; `none` drops what came before', () => {
    const policy = (own: string) => `defaults: { quotas: [${daily}] }\noperations: { createOrder: { ${own} } }`;
    assert.deepEqual(
      limitsOf(policy(`cost: 5, quotas: [${daily}]`)).map(({ id, cost }) => [id, cost]),
      [
        ['shop/defaults.quota.0', 5],
        ['shop:createOrder/operation.quota.0', 5],
      ],
    );
    assert.deepEqual(limitsOf(policy('quotas: none')), []);
  });

  test('and rate limits do not drop each other', () => {
    const rate = '{ limit: 9, windowSeconds: 60, per: key }';
    const policy = `defaults: { quotas: [${daily}], rateLimits: [${rate}] }\noperations: { createOrder: { rateLimits: none } }`;
    assert.deepEqual(
      limitsOf(policy).map(({ period }) => period),
      ['day'],
    );
  });

  test('and rate limits that a single call would exceed are refused, at the line of the limit', () => {
    const policy = `defaults:\n  quotas:\n    - ${daily}\noperations: { createOrder: { cost: 101 } }`;
    const [line = ''] = linesOf(() => limitsOf(policy));
    assert.match(line, /^POLICY_INVALID portcullis:3:\d+ createOrder costs 101, which is more than this limit of 100/);
    const rate = 'operations: { createOrder: { rateLimits: [{ limit: 2, windowSeconds: 1, per: key, cost: 3 }] } }';
    assert.match(linesOf(() => limitsOf(rate)).join('\n'), /costs 3/);
    assert.equal(limitsOf(policy.replace('101', '100'))[0]!.cost, 100);
  });

  test('of another time than day and month, or of nobody, are refused', () => {
    const lines = linesOf(() => limitsOf('defaults: { quotas: [{ limit: 1, per: week, by: principal }] }'));
    assert.match(lines.join('\n'), /defaults\.quotas\.0\.per/);
    assert.match(linesOf(() => limitsOf('defaults: { quotas: [{ limit: 1, per: day }] }')).join('\n'), /by/);
  });
});
