import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import learnedOwner from '../../../src/gateway/guards/learned-owner.js';
import { LearnedOwners } from '../../../src/gateway/learned-owners.js';
import type { Principal } from '../../../src/identity/principal.js';
import { answerOf, contextOf, exchangeFor, judgeAnswer, modelOf, principalOf } from '../guard-fixture.js';

const id = [{ name: 'orderId', in: 'path', required: true, schema: { type: 'integer' } }];
const paths = {
  '/orders': { post: { operationId: 'create', responses: {} }, get: { operationId: 'list', responses: {} } },
  '/orders/{orderId}': {
    get: { operationId: 'read', parameters: id, responses: {} },
    delete: { operationId: 'remove', parameters: id, responses: {} },
  },
  '/orders/{orderId}/items': { delete: { operationId: 'empty', parameters: id, responses: {} } },
};
const loaded = modelOf(
  { paths },
  { resources: { order: { id: 'orderId', owner: { learned: 'create' }, tenant: { learned: 'create' } } } },
);

const alice = principalOf({ subject: 'alice', tenant: 'acme' });
const key = (object: string) => ({ api: 'test', resource: 'order', id: object });

/** Lets the guard see the answer of one call. */
async function see(
  learned: LearnedOwners,
  operation: string,
  call: { principal?: Principal; path?: string; status?: number; body?: unknown },
) {
  const model = await loaded;
  const context = contextOf(model, { now: 1000 });
  const exchange = exchangeFor(model, operation, call);
  const answer = answerOf(call.body ?? { id: 7 }, { status: call.status ?? 201 });
  const verdict = await judgeAnswer(learnedOwner, exchange, answer, {
    ...context,
    services: { ...context.services, learned },
  });
  assert.equal(verdict, undefined, 'it denies nothing');
}

describe('owners are learned', () => {
  test('from the operation that makes the thing: owner and tenant of the caller', async () => {
    const learned = new LearnedOwners();
    await see(learned, 'create', { principal: alice });
    assert.deepEqual(await learned.find(key('7')), {
      owner: { is: 'principal.subject', value: 'alice' },
      tenant: { is: 'principal.tenant', value: 'acme' },
      learnedAt: 1000,
    });
  });

  test('not from a failure, not from a caller without subject and tenant, not without an id', async () => {
    const learned = new LearnedOwners();
    for (const status of [199, 300, 302, 400, 404, 500]) await see(learned, 'create', { principal: alice, status });
    await see(learned, 'create', { principal: principalOf({ subject: undefined, tenant: '' }) });
    await see(learned, 'create', {});
    await see(learned, 'create', { principal: alice, body: { name: 'pear' } });
    assert.equal(await learned.find(key('7')), undefined);
  });

  test('as far as the caller is known', async () => {
    const learned = new LearnedOwners();
    await see(learned, 'create', { principal: principalOf({ subject: 'alice' }) });
    const known = await learned.find(key('7'));
    assert.deepEqual([known?.owner?.value, known?.tenant], ['alice', undefined]);
  });

  test('and forgotten when the thing itself was deleted', async () => {
    const learned = new LearnedOwners();
    await see(learned, 'create', { principal: alice });
    await see(learned, 'remove', { principal: alice, path: '/orders/7', status: 500 });
    await see(learned, 'remove', { principal: alice, path: '/orders/8', status: 204 });
    assert.ok(await learned.find(key('7')));
    await see(learned, 'remove', { principal: alice, path: '/orders/7', status: 204 });
    assert.equal(await learned.find(key('7')), undefined);
  });

  test('nowhere else: operations that neither make nor delete the thing are not looked at', async () => {
    const model = await loaded;
    for (const operation of ['read', 'list', 'empty']) {
      assert.equal(learnedOwner.compileAnswer?.(model.operations.get(operation)!, contextOf(model)), null, operation);
    }
  });
});
