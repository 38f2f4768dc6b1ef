import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const inPath = { in: 'path', name: 'orderId' } as const;
const facts = { ownerPointer: '/customerId', ownerRole: 'customer', ownerIs: 'principal.subject' };
const owner = { resource: 'order', id: inPath, is: 'principal.subject', crossedBy: ['support', 'admin'] };

describeFamily('object-owner', [
  {
    says: 'a read gets the owner out of its own answer; higher roles may cross',
    finding: findingOf('bola-read', { part: inPath, facts }),
    patch: { guard: 'object-owner', set: { owner: { ...owner, field: '/customerId' } } },
    effective: ({ owners }) => owners.length === 1 && owners[0]!.form.kind === 'field',
    variants: 15,
  },
  {
    says: 'a write looks the owner up before it happens',
    finding: findingOf('bola-write', {
      operationId: 'updateOrder',
      part: inPath,
      facts: { ...facts, readOperationId: 'getOrder' },
      replay: replayOf({ method: 'PATCH', body: { note: 'x' } }),
    }),
    patch: { guard: 'object-owner', set: { owner: { ...owner, lookup: 'getOrder', field: '/customerId' } } },
    effective: ({ owners }) => owners[0]!.form.kind === 'lookup',
    variants: 20,
  },
  {
    says: 'an id that is the caller needs no field',
    finding: findingOf('bola-in-query-or-header', {
      operationId: 'listOrders',
      part: { in: 'query', name: 'userId' },
      facts: { idIsSubject: true, ownerRole: 'admin' },
      replay: replayOf({ path: '/orders?userId=7' }),
    }),
    patch: {
      guard: 'object-owner',
      set: {
        owner: { resource: 'userId', id: { in: 'query', name: 'userId' }, is: 'principal.subject', crossedBy: [] },
      },
    },
    effective: ({ owners }) => owners[0]!.form.kind === 'id',
  },
  {
    says: 'an id in the body is named by its place',
    finding: findingOf('bola-in-body', {
      operationId: 'createOrder',
      part: { in: 'body', pointer: '/total' },
      facts: { idIsSubject: true },
    }),
    patch: {
      guard: 'object-owner',
      set: {
        owner: {
          resource: 'total',
          id: { in: 'body', name: 'total', pointer: '/total' },
          is: 'principal.subject',
          crossedBy: [],
        },
      },
    },
  },
  {
    says: 'a rule that is in force is not written twice',
    finding: findingOf('bola-read', { part: inPath, facts }),
    model: { operations: '  getOrder: { owner: { id: { in: path, name: orderId }, field: /customerId } }' },
    covered: 'object-owner',
  },
  {
    says: 'a rule that is only watched is patched',
    finding: findingOf('bola-read', { part: inPath, facts }),
    model: {
      mode: 'monitor',
      operations: '  getOrder: { owner: { id: { in: path, name: orderId }, field: /customerId } }',
    },
    patch: { guard: 'object-owner', set: { owner: { ...owner, field: '/customerId' } } },
  },
  {
    says: 'without an owner in any answer the gateway cannot tell',
    finding: findingOf('bola-delete', { operationId: 'deleteOrder', part: inPath, facts: { ownerRole: 'customer' } }),
    impossible: /whose object/,
  },
  {
    says: 'a write without a read cannot be looked up',
    finding: findingOf('bola-delete', { operationId: 'deleteOrder', part: inPath, facts }),
    impossible: /No operation reads/,
  },
  {
    says: 'an operation outside the contract has no place for a rule',
    finding: findingOf('bola-read', { operationId: 'nothing', part: inPath, facts }),
    impossible: /place of the object id/,
  },
]);
