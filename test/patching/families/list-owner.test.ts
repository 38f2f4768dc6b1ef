import { describeFamily } from '../describe-family.js';
import { findingOf } from '../fixture.js';

const facts = { itemsPointer: '/items', ownerPointer: '/customerId', ownerRole: 'customer', resource: 'order' };
const returns = {
  resource: 'order',
  items: '/items',
  field: '/customerId',
  is: 'principal.subject',
  others: 'remove',
  crossedBy: ['support', 'admin'],
};

describeFamily('list-owner', [
  {
    says: 'items of others are removed',
    finding: findingOf('bola-by-list-filter', { operationId: 'listOrders', facts }),
    patch: { guard: 'returns-filter', set: { returns } },
    effective: (policy) => policy.returns?.field === '/customerId',
    variants: 10,
  },
  {
    says: 'a list that is filtered is covered',
    finding: findingOf('bola-by-list-filter', { operationId: 'listOrders', facts }),
    model: { operations: '  listOrders: { returns: { resource: order, items: /items, field: /customerId } }' },
    covered: 'returns-filter',
  },
  {
    says: 'items without an owner cannot be told apart',
    finding: findingOf('bola-by-list-filter', { operationId: 'listOrders', facts: { itemsPointer: '/items' } }),
    impossible: /whose they are/,
  },
]);
