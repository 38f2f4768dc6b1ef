import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Suppressor } from '../../src/audit/suppress.js';
import type { Operation, Suppression } from '../../src/model/types.js';
import { auditOf } from './describe-rule.js';

const operation = { id: 'addOrder', operationId: 'addOrder', method: 'post', path: '/orders' } as Operation;
const other = { id: 'listOrders', operationId: 'listOrders', method: 'get', path: '/orders' } as Operation;
const node = { file: 'api/openapi.yaml', pointer: '/paths/~1orders/post' };

const accepted = (where: string, expires = '2026-12-31'): Suppression => ({
  rule: 'string-has-bound',
  where,
  reason: 'Bounded by the database',
  expires,
  by: undefined,
  node: { file: 'portcullis.yaml', pointer: '/suppressions/0' },
});
const left = (suppression: Suppression, operations: readonly Operation[] = [operation]) =>
  new Suppressor([suppression], '2026-11-25').remaining({ ruleId: 'string-has-bound', node, operations });

describe('an accepted risk', () => {
  it('covers its operation by id or by method and path, and leaves the others', () => {
    assert.equal(left(accepted('addOrder')), undefined);
    assert.equal(left(accepted('POST /orders')), undefined);
    assert.deepEqual(left(accepted('addOrder'), [operation, other]), [other]);
    assert.deepEqual(left(accepted('orders')), [operation]);
  });

  it('covers a place and all below it, not what only begins alike', () => {
    assert.equal(left(accepted('#/paths/~1orders')), undefined);
    assert.equal(left(accepted('openapi.yaml#/paths')), undefined);
    assert.deepEqual(left(accepted('#/paths/~1order')), [operation]);
    assert.deepEqual(left(accepted('i.yaml#/paths')), [operation]);
  });

  it('holds until the end of its last day', () => {
    assert.equal(left(accepted('addOrder', '2026-11-25')), undefined);
    assert.deepEqual(left(accepted('addOrder', '2026-11-24')), [operation]);
  });

  it('is written in the policy with a reason and an end of at most a year, and nowhere else', async () => {
    const contract = 'paths: { /a: { post: { operationId: a, x-portcullis-suppress: operation-requires-auth } } }';
    const { run } = await auditOf({ contract });
    assert.ok(run.findings.some(({ ruleId }) => ruleId === 'operation-requires-auth'));
    const policyOf = (facts: string) => `suppressions: [{ rule: operation-requires-auth, where: a, ${facts} }]`;
    for (const facts of [
      `reason: Short, expires: '2027-01-01'`,
      `expires: '2027-01-01'`,
      'reason: It is published anyway',
      `reason: It is published anyway, expires: '2027-11-30'`,
    ]) {
      await assert.rejects(auditOf({ contract, policy: policyOf(facts) }), { code: 'POLICY_INVALID' }, facts);
    }
    const fine = await auditOf({ contract, policy: policyOf(`reason: It is published anyway, expires: '2027-01-01'`) });
    assert.ok(!fine.run.findings.some(({ ruleId }) => ruleId === 'operation-requires-auth'));
  });
});
