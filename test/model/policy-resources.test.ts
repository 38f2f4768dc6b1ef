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

describe('an owner that is learned', () => {
  const policy = order('{ learned: createOrder, lookup: getOrder, field: /customerId }');

  test('is asked first; the other form answers for what nobody remembers', () => {
    const [rule, ...others] = policyOf('deleteOrder', { policy }).owners;
    assert.deepEqual(others, []);
    const otherwise = { kind: 'lookup', operationId: 'getOrder', field: '/customerId', cacheSeconds: 0 };
    assert.deepEqual(rule?.form, { kind: 'learned', otherwise });
    assert.deepEqual(policyOf('getOrder', { policy }).owners[0]?.form, {
      kind: 'learned',
      otherwise: { kind: 'field', field: '/customerId' },
    });
  });

  test('with a field that a write cannot wait for, is nobody’s there', () => {
    const fields = order('{ learned: createOrder, field: /customerId }');
    assert.deepEqual(policyOf('deleteOrder', { policy: fields }).owners[0]?.form, {
      kind: 'learned',
      otherwise: undefined,
    });
  });

  test('is remembered by the operation that makes the thing and forgotten by the one that deletes it', () => {
    const [create] = policyOf('createOrder', { policy }).learns;
    assert.deepEqual(create, {
      on: 'create',
      resource: 'order',
      createdId: undefined,
      idNames: ['orderId', 'id'],
      itemPaths: ['/orders/{orderId}'],
      parameter: 'orderId',
      owner: 'principal.subject',
      tenant: undefined,
    });
    const [remove] = policyOf('deleteOrder', { policy }).learns;
    assert.deepEqual(remove, { on: 'delete', resource: 'order', id: { in: 'path', name: 'orderId' } });
    assert.deepEqual(policyOf('getOrder', { policy }).learns, []);
  });
});

describe('a tenant beside the owner', () => {
  const policy = `resources:
  order:
    id: orderId
    owner: { lookup: getOrder, field: /customerId }
    tenant: { lookup: getOrder, field: /tenant }
    crossedBy: [support]
    tenantCrossedBy: [operator]
roles: { support: {}, operator: {} }
`;

  test('gives rules of its own, which other roles cross', () => {
    const { owners, tenants } = policyOf('deleteOrder', { policy });
    assert.deepEqual(
      [owners, tenants].map((rules) => rules.map(({ is, crossedBy }) => [is, ...crossedBy])),
      [[['principal.subject', 'support']], [['principal.tenant', 'operator']]],
    );
  });

  test('is dropped at an operation by its own word only, not by that about owners', () => {
    const none = (key: string) => `${policy}operations: { deleteOrder: { ${key}: none } }`;
    assert.equal(policyOf('deleteOrder', { policy: none('owner') }).tenants.length, 1);
    const { owners, tenants } = policyOf('deleteOrder', { policy: none('tenant') });
    assert.deepEqual([owners.length, tenants.length], [1, 0]);
  });

  test('an operation may say it otherwise', () => {
    const own = `${policy}operations: { deleteOrder: { tenant: { id: { in: header, name: X-Org }, crossedBy: [] } } }`;
    assert.deepEqual(
      policyOf('deleteOrder', { policy: own }).tenants.map(({ id, is, form }) => [id.in, is, form.kind]),
      [
        ['path', 'principal.tenant', 'lookup'],
        ['header', 'principal.tenant', 'id'],
      ],
    );
  });

  test('is asked of the items of a list too', () => {
    const list = `${policy}operations: { listOrders: { returns: { resource: order, items: /items } } }`;
    assert.deepEqual(policyOf('listOrders', { policy: list }).returns?.tenant, {
      field: '/tenant',
      is: 'principal.tenant',
      crossedBy: ['operator'],
    });
    const crossing = list.replace('returns:', 'tenant: none, returns:');
    assert.equal(policyOf('listOrders', { policy: crossing }).returns?.tenant, undefined);
  });

  test('alone it is what a list compares', () => {
    const alone = `resources: { order: { id: orderId, tenant: { lookup: getOrder, field: /t }, tenantCrossedBy: [op] } }
roles: { op: {} }
operations: { listOrders: { returns: { resource: order } } }
`;
    const { returns } = policyOf('listOrders', { policy: alone });
    assert.deepEqual(
      [returns?.field, returns?.is, returns?.crossedBy, returns?.tenant],
      ['/t', 'principal.tenant', ['op'], undefined],
    );
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
    'POLICY_INVALID portcullis:1:36 The owner rule does not say how the owner is found; id, field, lookup with field, or learned',
  ],
  'an owner rule without an id': [
    'operations: { logout: { owner: { is: principal.tenant } } }',
    'POLICY_INVALID portcullis:1:25 The operation carries no id that the owner rule could mean; add `id: { in: query, name: NAME }` or `id: { in: body, pointer: /POINTER }`',
  ],
  'an id in the body without its place': [
    'operations: { createOrder: { owner: { id: { in: body } } } }',
    'POLICY_INVALID portcullis:1:39 "pointer" is missing in `id`',
  ],
  'a tenant that says nothing': [
    'resources: { order: { id: orderId, tenant: { is: principal.tenant } } }',
    'POLICY_INVALID portcullis:1:36 The tenant rule does not say how the tenant is found; id, field, lookup with field, or learned',
  ],
  'a tenant key that is mistyped': [
    'resources: { order: { id: orderId, tenantCrosedBy: [support] } }\nroles: { support: {} }',
    'POLICY_INVALID portcullis:1:36 Unknown key "tenantCrosedBy" in resources.order; did you mean "tenantCrossedBy"?',
  ],
  'a tenant crossed by a role that does not exist': [
    'resources: { order: { id: orderId, tenantCrossedBy: [suport] } }\nroles: { support: {} }',
    'POLICY_UNKNOWN_NAME portcullis:1:54 There is no role "suport"; did you mean "support"?',
  ],
  'a tenant that only the answer of a write shows': [
    'resources: { order: { id: orderId, tenant: { field: /org } } }\noperations: { getOrder: {} }',
    'POLICY_INVALID portcullis:1:36 The tenant of "order" must be known before a write: the answer comes too late; add `lookup: getOrder`, or `tenant: none` at deleteOrder',
  ],
  'an owner learned from an operation that does not exist': [
    'resources: { order: { id: orderId, owner: { learned: [createOrdr] } } }',
    'POLICY_UNKNOWN_NAME portcullis:1:55 There is no operation "createOrdr" in the contract; did you mean "createOrder"?',
  ],
  'an owner learned from a read': [
    'resources: { order: { id: orderId, owner: { learned: getOrder } } }',
    'POLICY_INVALID portcullis:1:54 getOrder makes nothing: it reads; a write',
  ],
  'a new id that nobody learns': [
    'resources: { order: { id: orderId, createdId: /id } }',
    'POLICY_INVALID portcullis:1:36 `createdId` means something with `learned` only; add `learned: NAME` to `owner` or `tenant`',
  ],
  'a list whose items have no tenant': [
    'operations: { listOrders: { returns: { resource: order, field: /customer } } }\nresources: { order: { id: orderId, tenant: { learned: createOrder } } }',
    'POLICY_INVALID portcullis:1:29 The tenant of an item is unknown: "order" has no field; add `tenantField`, the JSON Pointer of the tenant in an item',
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
