import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { linesOf, modelFrom, policyOf, projectFrom } from './policy-cases.js';

const order = (owner: string) => `resources: { order: { id: orderId, owner: ${owner}, crossedBy: [support] } }
roles: { support: {} }
`;
const lookup = order('{ lookup: getOrder, field: /customerId, cacheSeconds: 5 }');

describe('a resource gives an owner rule to every operation that is about it', () => {
  test('by path: a write asks the lookup first', () => {
    assert.deepEqual(policyOf('deleteOrder', { policy: lookup }).owners, [
      {
        resource: 'order',
        id: { in: 'path', name: 'orderId' },
        form: { kind: 'lookup', operationId: 'getOrder', field: '/customerId', cacheSeconds: 5 },
        is: 'principal.subject',
        crossedBy: ['support'],
      },
    ]);
  });

  test('the lookup itself is judged by its own answer, not asked twice', () => {
    const [rule] = policyOf('getOrder', { policy: lookup }).owners;
    assert.deepEqual(rule?.form, { kind: 'field', field: '/customerId' });
  });

  test('by query parameter, where the id is the owner', () => {
    const policy = 'resources: { customer: { id: customerId, owner: { id: principal.tenant } } }';
    const [rule, ...others] = policyOf('listOrders', { policy }).owners;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [rule?.id, rule?.form, rule?.is],
      [{ in: 'query', name: 'customerId' }, { kind: 'id' }, 'principal.tenant'],
    );
  });

  test('by a property of the body', () => {
    const policy = 'resources: { account: { id: user, owner: { id: principal.subject } } }';
    const [rule] = policyOf('login', { policy }).owners;
    assert.deepEqual(rule?.id, { in: 'body', name: 'user', pointer: '/user' });
  });

  test('not by a property that callers cannot send', () => {
    assert.deepEqual(policyOf('createOrder', { policy: lookup }).owners, []);
  });

  test('two forms give two rules, which must both hold', () => {
    const policy = order('{ id: principal.tenant, lookup: getOrder, field: /customerId }');
    assert.deepEqual(
      policyOf('deleteOrder', { policy }).owners.map(({ form, is }) => [form.kind, is]),
      [
        ['id', 'principal.tenant'],
        ['lookup', 'principal.subject'],
      ],
    );
  });

  test('and its name to the operation, over what the path suggests', () => {
    const { operations } = modelFrom({ policy: 'resources: { purchase: { id: orderId } }' });
    assert.deepEqual(operations.get('getOrder')?.resource, {
      name: 'purchase',
      id: { in: 'path', name: 'orderId' },
      from: 'policy',
    });
    assert.equal(operations.get('getCustomer')?.resource?.from, 'path');
  });
});

describe("an operation's own owner rule", () => {
  const own = (settings: string) => `${lookup}operations: { deleteOrder: { ${settings} } }`;

  test('replaces the one about the same id', () => {
    const owners = policyOf('deleteOrder', { policy: own('owner: { is: principal.tenant }') }).owners;
    assert.deepEqual(
      owners.map(({ form, is }) => [form.kind, is]),
      [['id', 'principal.tenant']],
    );
  });

  test('adds to the ones about other ids', () => {
    const policy = own('owner: { id: { in: header, name: X-Tenant }, is: principal.tenant }');
    assert.deepEqual(
      policyOf('deleteOrder', { policy }).owners.map(({ id }) => id.in),
      ['path', 'header'],
    );
  });

  test('none drops what resources say', () => {
    assert.deepEqual(policyOf('deleteOrder', { policy: own('owner: none') }).owners, []);
  });

  test('from a patch only adds', () => {
    const patches = `version: 1
patches:
  - { id: p1, because: f1, operation: deleteOrder, guard: object-owner, expires: 2027-02-01, set: { owner: { is: principal.tenant } } }
`;
    const { owners, enforcedGuards } = policyOf('deleteOrder', { policy: lookup, patches });
    assert.deepEqual(
      owners.map(({ form }) => form.kind),
      ['lookup', 'id'],
    );
    assert.ok(enforcedGuards.has('object-owner'));
  });
});

describe('what a list may show', () => {
  test('takes field and roles from the resource', () => {
    const policy = `${lookup}operations: { listOrders: { returns: { resource: order, items: /items } } }`;
    assert.deepEqual(policyOf('listOrders', { policy }).returns, {
      resource: 'order',
      items: '/items',
      field: '/customerId',
      is: 'principal.subject',
      others: 'remove',
      crossedBy: ['support'],
    });
  });
});

describe('a rule that says everything by itself needs no declared resource', () => {
  const patches = `version: 1
patches:
  - { id: p1, because: f, operation: listOrders, guard: returns, expires: 2027-02-01, set: { returns: { resource: order, items: /items, field: /customerId } } }
  - { id: p2, because: f, operation: deleteOrder, guard: object-owner, expires: 2027-02-01, set: { owner: { resource: order, lookup: getOrder, field: /customerId } } }
`;

  test('for a list', () => {
    const { returns } = policyOf('listOrders', { policy: '', patches });
    assert.deepEqual(
      [returns?.resource, returns?.field, returns?.is, returns?.crossedBy],
      ['order', '/customerId', 'principal.subject', []],
    );
  });

  test('for an object', () => {
    const [rule] = policyOf('deleteOrder', { policy: '', patches }).owners;
    assert.deepEqual([rule?.resource, rule?.id, rule?.form.kind], ['order', { in: 'path', name: 'orderId' }, 'lookup']);
  });
});

const wrong: Readonly<Record<string, readonly [policy: string, ...lines: readonly string[]]>> = {
  'a field alone cannot protect a write': [
    'resources: { order: { id: orderId, owner: { field: /customerId } } }',
    'POLICY_INVALID portcullis:1:36 The owner of "order" must be known before a write: the answer comes too late; add `lookup: getOrder`, or `owner: none` at deleteOrder',
  ],
  'a lookup needs a field': [
    'resources: { order: { id: orderId, owner: { lookup: getOrder } } }',
    'POLICY_INVALID portcullis:1:36 "field" is missing beside `lookup`; add `field`, the JSON Pointer of the owner in the answer of the lookup',
  ],
  'a lookup that writes': [
    'resources: { order: { id: orderId, owner: { lookup: createOrder, field: /a } } }',
    'POLICY_INVALID portcullis:1:36 createOrder cannot be a lookup: it writes',
  ],
  'a lookup that does not exist': [
    'resources: { order: { id: orderId, owner: { lookup: getOrdr, field: /a } } }',
    'POLICY_UNKNOWN_NAME portcullis:1:53 There is no operation "getOrdr" in the contract; did you mean "getOrder"?',
  ],
  'an owner that says nothing': [
    'resources: { order: { id: orderId, owner: {} } }',
    'POLICY_INVALID portcullis:1:36 The owner rule does not say how the owner is found; id, field, or lookup with field',
  ],
  'an owner rule without an id': [
    'operations: { logout: { owner: { is: principal.tenant } } }',
    'POLICY_INVALID portcullis:1:25 The operation carries no id that the owner rule could mean; add `id: { in: query, name: NAME }` or `id: { in: body, pointer: /POINTER }`',
  ],
  'an id in the body without its place': [
    'operations: { createOrder: { owner: { id: { in: body } } } }',
    'POLICY_INVALID portcullis:1:39 "pointer" is missing in `id`',
  ],
  'a list of an unknown resource': [
    'operations: { listOrders: { returns: { resource: ordr } } }\nresources: { order: { id: orderId } }',
    'POLICY_UNKNOWN_NAME portcullis:1:50 There is no resource "ordr"; did you mean "order"?',
  ],
  'a list whose items have no owner': [
    'operations: { listOrders: { returns: { resource: order } } }\nresources: { order: { id: orderId } }',
    'POLICY_INVALID portcullis:1:29 The owner of an item is unknown: "order" has no field; add `field`, the JSON Pointer of the owner in an item',
  ],
  'a role that may cross and does not exist': [
    'resources: { order: { id: orderId, crossedBy: [suport] } }\nroles: { support: {} }',
    'POLICY_UNKNOWN_NAME portcullis:1:48 There is no role "suport"; did you mean "support"?',
  ],
};

describe('ownership that could not work is refused', () => {
  for (const [name, [policy, ...lines]] of Object.entries(wrong)) {
    test(name, () =>
      assert.deepEqual(
        linesOf(() => projectFrom({ policy })),
        lines,
      ),
    );
  }
});
