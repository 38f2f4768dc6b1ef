import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createdIds } from '../../src/gateway/created-ids.js';
import { answerOf } from './guard-fixture.js';

const rule = {
  on: 'create',
  resource: 'order',
  createdId: undefined,
  idNames: ['orderId', 'id'],
  itemPaths: ['/orders/{orderId}', '/shops/{shopId}/orders/{orderId}'],
  parameter: 'orderId',
  owner: 'principal.subject',
  tenant: undefined,
} as const;

/** Ids in an answer with this body, and this Location. */
function idsIn(body: unknown, location?: string, more: { readonly createdId?: string } = {}): readonly string[] {
  const answer = answerOf(body, { status: 201 });
  if (location !== undefined) answer.headers = [...answer.headers, ['Location', location]];
  return createdIds({ ...rule, ...more })(answer);
}

test('the id of a new thing stands in the Location', () => {
  for (const [location, ids] of [
    ['/orders/7', ['7']],
    ['/orders/7/', ['7']],
    ['https://api.example/v1/orders/a%2Fb?x=1#y', ['a/b']],
    ['/shops/3/orders/8', ['8']],
    ['orders/9', ['9']],
    ['/orders/7/items', []],
    ['/orders/', []],
    ['/customers/7', []],
    ['/orders/%E4', []],
    ['http://[', []],
  ] as const) {
    assert.deepEqual(idsIn(undefined, location), ids, location);
  }
});

test('or in the body: the property named like the parameter before id, text or number', () => {
  for (const [body, ids] of [
    [{ id: 7 }, ['7']],
    [{ id: 'a', orderId: 'b' }, ['b']],
    [{ id: null }, []],
    [{ id: '' }, []],
    [{ id: 1.5 }, []],
    [{ id: true }, []],
    [{ id: { id: 1 } }, []],
    [[{ id: 1 }], []],
    ['7', []],
    [undefined, []],
  ] as const) {
    assert.deepEqual(idsIn(body), ids, JSON.stringify(body));
  }
});

test('the Location is believed before the body, where it leads to the thing', () => {
  assert.deepEqual(idsIn({ id: 8 }, '/orders/7'), ['7']);
  assert.deepEqual(idsIn({ id: 8 }, '/jobs/7'), ['8']);
});

test('createdId says where it stands, for several too; then nothing else is looked at', () => {
  assert.deepEqual(idsIn({ order: { no: 5 }, id: 8 }, '/orders/7', { createdId: '/order/no' }), ['5']);
  assert.deepEqual(idsIn({ made: [{ id: 1 }, { id: 2 }, {}] }, undefined, { createdId: '/made/*/id' }), ['1', '2']);
  assert.deepEqual(idsIn({ id: 8 }, '/orders/7', { createdId: '/none' }), []);
});
