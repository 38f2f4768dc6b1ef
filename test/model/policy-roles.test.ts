import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, modelFrom, projectFrom, shopWith } from './policy-cases.js';

test('a role stands for the roles it includes, however deep', () => {
  const { roles } = modelFrom({ policy: 'roles: { a: , b: { includes: [a] }, c: { includes: [b] } }' });
  assert.deepEqual(
    [...roles].map(([name, all]) => [name, [...all]]),
    [
      ['a', ['a']],
      ['b', ['b', 'a']],
      ['c', ['c', 'b', 'a']],
    ],
  );
});

test('a circle is reported at each role in it, and only there', () => {
  const policy = 'roles: { a: { includes: [b] }, b: { includes: [a] }, c: { includes: [a] } }';
  assert.deepEqual(
    linesOf(() => projectFrom({ policy })),
    [
      'POLICY_INVALID portcullis:1:25 The role "a" includes itself; break the circle of `includes`',
      'POLICY_INVALID portcullis:1:47 The role "b" includes itself; break the circle of `includes`',
    ],
  );
});

test('an unknown role is reported where it is included', () => {
  assert.deepEqual(
    linesOf(() => projectFrom({ policy: 'roles: { admin: { includes: [suport] }, support: {} }' })),
    ['POLICY_UNKNOWN_NAME portcullis:1:30 There is no role "suport"; did you mean "support"?'],
  );
});

test('without a policy the contract may name any role', () => {
  const contract = shopWith(
    'operationId: listOrders\n',
    'operationId: listOrders\n      x-portcullis: { roles: [customer] }\n',
  );
  assert.deepEqual(modelFrom({ policy: undefined, contract }).operations.get('listOrders')?.policy.roles, ['customer']);
});
