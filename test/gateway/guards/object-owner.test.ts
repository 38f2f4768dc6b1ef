import assert from 'node:assert/strict';
import { test } from 'node:test';
import objectOwner from '../../../src/gateway/guards/object-owner.js';
import type { ApiModel, OwnerRule } from '../../../src/model/types.js';
import {
  answerOf,
  contextOf,
  exchangeFor,
  judge,
  judgeAnswer,
  modelOf,
  operationOf,
  principalOf,
  type Fields,
  type RequestFacts,
} from '../guard-fixture.js';

const id = { type: 'integer', format: 'int64' };
const paths = {
  '/orders/{orderId}': {
    get: {
      operationId: 'order',
      parameters: [{ name: 'orderId', in: 'path', required: true, schema: id }],
      responses: {},
    },
  },
  '/list': {
    get: {
      operationId: 'list',
      parameters: [
        { name: 'owner', in: 'query', schema: { type: 'string' } },
        { name: 'ids', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
      ],
      responses: {},
    },
  },
  '/move': {
    post: { operationId: 'move', requestBody: { content: { 'application/json': { schema: {} } } }, responses: {} },
  },
};

const loaded = modelOf({ paths }, { roles: { customer: {}, support: {}, admin: { includes: ['support'] } } });

/** The model with one owner rule on an operation. */
async function modelWith(operation: string, rule: Partial<OwnerRule>): Promise<ApiModel> {
  const model = await loaded;
  const whole: OwnerRule = {
    resource: 'order',
    id: { in: 'path', name: 'orderId' },
    is: 'principal.subject',
    form: { kind: 'id' },
    crossedBy: ['support'],
    ...rule,
  };
  const found = operationOf(model, operation);
  const changed = { ...found, policy: { ...found.policy, owners: [whole] } };
  return { ...model, operations: new Map([...model.operations, [operation, changed]]) };
}

async function verdict(operation: string, rule: Partial<OwnerRule>, facts: RequestFacts, objects: Fields = {}) {
  const model = await modelWith(operation, rule);
  const context = contextOf(model, { fetchObject: async (_operation, object) => objects[object] });
  return (await judge(objectOwner, exchangeFor(model, operation, facts), context))?.code ?? 'passes';
}

const seven = principalOf({ subject: '7' });
const alice = principalOf({ subject: 'alice', tenant: 'acme', claims: { org: { id: 9 } } });

test('form id: the id is the owner, compared as text', async () => {
  const table: [RequestFacts, Partial<OwnerRule>, string][] = [
    [{ path: '/orders/7', principal: seven }, {}, 'passes'],
    [{ path: '/orders/8', principal: seven }, {}, 'OBJECT_NOT_OWNED'],
    [{ path: '/orders/9', principal: alice }, { is: 'principal.claims./org/id' }, 'passes'],
    [{ path: '/orders/8', principal: alice }, { is: 'principal.claims./org/id' }, 'OBJECT_NOT_OWNED'],
    [{ path: '/orders/07', principal: seven }, {}, 'PARAMETER_INVALID'],
    [
      { path: '/orders/9007199254740993', principal: principalOf({ subject: '9007199254740992' }) },
      {},
      'OBJECT_NOT_OWNED',
    ],
    [{ path: '/orders/9007199254740993', principal: principalOf({ subject: '9007199254740993' }) }, {}, 'passes'],
  ];
  for (const [facts, rule, code] of table) assert.equal(await verdict('order', rule, facts), code, `${facts.path}`);
});

test('absent values deny: no principal, no subject, no tenant, no claim', async () => {
  const nobody = principalOf({ subject: undefined });
  for (const [principal, is] of [
    [undefined, 'principal.subject'],
    [nobody, 'principal.subject'],
    [seven, 'principal.tenant'],
    [seven, 'principal.claims./org/id'],
    [principalOf({ claims: { org: null } }), 'principal.claims./org'],
    [principalOf({ subject: '' }), 'principal.subject'],
  ] as const) {
    assert.equal(await verdict('order', { is }, { path: '/orders/7', principal }), 'OBJECT_NOT_OWNED', is);
    const lookup = { kind: 'lookup', operationId: 'order', field: '/owner', cacheSeconds: 0 } as const;
    for (const object of [undefined, null, {}, { owner: null }, { owner: '' }, 'text']) {
      assert.equal(
        await verdict('order', { is, form: lookup }, { path: '/orders/7', principal }, { 7: object }),
        'OBJECT_NOT_OWNED',
      );
    }
  }
});

test('a role that may cross touches other objects, also by inclusion; other roles do not', async () => {
  for (const [role, code] of [
    ['support', 'passes'],
    ['admin', 'passes'],
    ['customer', 'OBJECT_NOT_OWNED'],
  ] as const) {
    const principal = principalOf({ subject: '7', roles: [role] });
    assert.equal(await verdict('order', {}, { path: '/orders/8', principal }), code, role);
  }
});

test('form lookup: the upstream is asked whose object it is', async () => {
  const rule: Partial<OwnerRule> = {
    form: { kind: 'lookup', operationId: 'order', field: '/customer/id', cacheSeconds: 5 },
  };
  const objects = { 1: { customer: { id: 'alice' } }, 2: { customer: { id: 'bob' } }, 3: {} };
  for (const [order, code] of [
    [1, 'passes'],
    [2, 'OBJECT_NOT_OWNED'],
    [3, 'OBJECT_NOT_OWNED'],
    [4, 'OBJECT_NOT_OWNED'],
  ] as const) {
    assert.equal(
      await verdict('order', rule, { path: `/orders/${order}`, principal: alice }, objects),
      code,
      `${order}`,
    );
  }
});

test('an id in the query: absent names no object, a list must be owned as a whole', async () => {
  const byOwner: Partial<OwnerRule> = { id: { in: 'query', name: 'owner' } };
  assert.equal(await verdict('list', byOwner, { principal: alice }), 'passes');
  assert.equal(await verdict('list', byOwner, { query: 'owner=alice', principal: alice }), 'passes');
  assert.equal(await verdict('list', byOwner, { query: 'owner=bob', principal: alice }), 'OBJECT_NOT_OWNED');
  assert.equal(await verdict('list', byOwner, { query: 'owner=', principal: alice }), 'OBJECT_NOT_OWNED');
  assert.equal(
    await verdict('list', byOwner, { query: 'owner=alice&owner=bob', principal: alice }),
    'PARAMETER_INVALID',
  );
  const byIds: Partial<OwnerRule> = { id: { in: 'query', name: 'ids' } };
  assert.equal(await verdict('list', byIds, { query: 'ids=alice&ids=alice', principal: alice }), 'passes');
  assert.equal(await verdict('list', byIds, { query: 'ids=alice&ids=bob', principal: alice }), 'OBJECT_NOT_OWNED');
  const many = Array.from({ length: 101 }, () => 'ids=alice').join('&');
  assert.equal(await verdict('list', byIds, { query: many, principal: alice }), 'OBJECT_NOT_OWNED');
});

test('an id in the body: every item must be owned, absent denies, and the body is read in one way', async () => {
  const one: Partial<OwnerRule> = { id: { in: 'body', name: 'owner', pointer: '/owner' } };
  const each: Partial<OwnerRule> = { id: { in: 'body', name: 'owner', pointer: '/items/*/owner' } };
  const table: [Partial<OwnerRule>, unknown, string][] = [
    [one, { owner: 'alice' }, 'passes'],
    [one, { owner: ['alice', 'alice'] }, 'passes'],
    [one, { owner: ['alice', 'bob'] }, 'OBJECT_NOT_OWNED'],
    [one, { owner: 'bob' }, 'OBJECT_NOT_OWNED'],
    [one, {}, 'OBJECT_NOT_OWNED'],
    [one, { owner: null }, 'OBJECT_NOT_OWNED'],
    [one, { owner: { $ne: 1 } }, 'OBJECT_NOT_OWNED'],
    [one, undefined, 'OBJECT_NOT_OWNED'],
    [one, Buffer.from('{"owner":"alice","owner":"bob"}'), 'BODY_INVALID'],
    [each, { items: [{ owner: 'alice' }, { owner: 'alice' }] }, 'passes'],
    [each, { items: [{ owner: 'alice' }, { owner: 'bob' }] }, 'OBJECT_NOT_OWNED'],
    [each, { items: [{ owner: 'alice' }, {}] }, 'OBJECT_NOT_OWNED'],
    [each, { items: [] }, 'OBJECT_NOT_OWNED'],
  ];
  for (const [rule, body, code] of table)
    assert.equal(await verdict('move', rule, { body, principal: alice }), code, JSON.stringify(body));
});

test('an id in a form is read like one in JSON', async () => {
  const rule: Partial<OwnerRule> = { id: { in: 'body', name: 'owner', pointer: '/owner' } };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const [text, code] of [
    ['owner=alice&x=1', 'passes'],
    ['owner=%61lice', 'passes'],
    ['owner=bob', 'OBJECT_NOT_OWNED'],
    ['owner=alice&owner=bob', 'OBJECT_NOT_OWNED'],
    ['x=1', 'OBJECT_NOT_OWNED'],
    ['owner=%zz', 'OBJECT_NOT_OWNED'],
  ] as const) {
    assert.equal(await verdict('move', rule, { body: Buffer.from(text), headers, principal: alice }), code, text);
  }
});

test('form field: the answer is read before a byte leaves', async () => {
  const model = await modelWith('order', { form: { kind: 'field', field: '/owner' } });
  assert.equal(objectOwner.compile!(operationOf(model, 'order'), contextOf(model)), null);
  const table: [unknown, { status?: number; type?: string }, Fields, string][] = [
    [{ owner: 'alice' }, {}, { principal: alice }, 'passes'],
    [{ owner: 'bob' }, {}, { principal: alice }, 'OBJECT_NOT_OWNED'],
    [{}, {}, { principal: alice }, 'OBJECT_NOT_OWNED'],
    [{ owner: null }, {}, { principal: principalOf({ subject: undefined }) }, 'OBJECT_NOT_OWNED'],
    [{ owner: 'alice' }, {}, { principal: undefined }, 'OBJECT_NOT_OWNED'],
    [undefined, { status: 204 }, { principal: alice }, 'OBJECT_NOT_OWNED'],
    [Buffer.from('<owner>alice</owner>'), { type: 'text/xml' }, { principal: alice }, 'OBJECT_NOT_OWNED'],
    [{ title: 'gone' }, { status: 404 }, { principal: alice }, 'passes'],
    [{ owner: 'bob' }, {}, { principal: principalOf({ roles: ['support'] }) }, 'passes'],
  ];
  for (const [body, answer, facts, code] of table) {
    const exchange = exchangeFor(model, 'order', { path: '/orders/1', ...facts });
    const denial = await judgeAnswer(objectOwner, exchange, answerOf(body, answer), contextOf(model));
    assert.equal(denial?.code ?? 'passes', code, JSON.stringify(body));
    assert.equal(denial?.status ?? 404, 404);
  }
});

test('several rules must all hold', async () => {
  const model = await modelWith('order', {});
  const found = operationOf(model, 'order');
  const [first] = found.policy.owners as [OwnerRule];
  const lookup: OwnerRule = {
    ...first,
    is: 'principal.tenant',
    form: { kind: 'lookup', operationId: 'order', field: '/t', cacheSeconds: 0 },
  };
  const operation = { ...found, policy: { ...found.policy, owners: [lookup, first] } };
  const both = { ...model, operations: new Map([...model.operations, ['order', operation]]) };
  const context = contextOf(both, {
    fetchObject: async (_operation, object) => ({ t: object === '9' ? 'acme' : 'evil' }),
  });
  const send = async (order: string, subject: string) =>
    (
      await judge(
        objectOwner,
        exchangeFor(both, 'order', { path: `/orders/${order}`, principal: principalOf({ subject, tenant: 'acme' }) }),
        context,
      )
    )?.code ?? 'passes';
  assert.equal(await send('9', '9'), 'passes');
  assert.equal(await send('9', '8'), 'OBJECT_NOT_OWNED');
  assert.equal(await send('8', '8'), 'OBJECT_NOT_OWNED');
});

test('a field of the principal that does not exist stops the policy from loading', async () => {
  const model = await modelWith('order', { is: 'principal.name' });
  assert.throws(() => objectOwner.compile!(operationOf(model, 'order'), contextOf(model)), {
    code: 'POLICY_UNKNOWN_NAME',
  });
});
