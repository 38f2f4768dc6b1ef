import { describeFamily } from '../describe-family.js';
import { findingOf } from '../fixture.js';

const facts = { ownerPointer: '/customerId', ownerRole: 'customer', readOperationId: 'getOrder' };
const check = 'bola-through-batch-or-graphql-node';

describeFamily('batch-owner', [
  {
    says: 'each id of a list is looked up before the call is passed on',
    finding: findingOf(check, { operationId: 'listOrders', part: { in: 'query', name: 'q' }, facts }),
    patch: {
      guard: 'object-owner',
      set: {
        owner: {
          resource: 'order',
          id: { in: 'query', name: 'q' },
          lookup: 'getOrder',
          field: '/customerId',
          is: 'principal.subject',
          crossedBy: ['support', 'admin'],
        },
      },
    },
    effective: ({ owners }) => owners.length === 1,
    variants: 10,
  },
  {
    says: 'ids in a body are those of every item',
    finding: findingOf(check, { operationId: 'createOrder', part: { in: 'body', pointer: '/ids' }, facts }),
    patch: {
      guard: 'object-owner',
      set: {
        owner: {
          resource: 'order',
          id: { in: 'body', pointer: '/ids/*' },
          lookup: 'getOrder',
          field: '/customerId',
          is: 'principal.subject',
          crossedBy: ['support', 'admin'],
        },
      },
    },
    effective: ({ owners }) => owners[0]?.id.pointer === '/ids/*',
  },
  {
    says: 'without an operation that tells the owner nothing can be looked up',
    finding: findingOf(check, { operationId: 'listOrders', part: { in: 'query', name: 'q' }, facts: {} }),
    impossible: /No operation tells the owner/,
  },
  {
    says: 'an id inside a document has no place',
    finding: findingOf(check, { part: { in: 'body', pointer: '/query' }, facts: { graphqlField: 'ticket' } }),
    impossible: /inside a document/,
  },
]);
