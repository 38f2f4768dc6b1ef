import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const page = {
  operationId: 'listOrders',
  part: { in: 'query', name: 'limit' } as const,
  replay: replayOf({ path: '/orders?limit=10000' }),
};
const quantity = {
  operationId: 'createOrder',
  part: { in: 'body', pointer: '/quantity' } as const,
  replay: replayOf({ method: 'POST', path: '/orders', body: { quantity: -1 } }),
};

describeFamily('bounds', [
  {
    says: 'the largest legitimate page is the largest',
    finding: findingOf('page-size-unbounded', { ...page, facts: { minimum: 1, maximum: 50 } }),
    patch: {
      guard: 'constraints',
      set: { constraints: [{ in: 'query', name: 'limit', schema: { type: 'number', minimum: 1, maximum: 50 } }] },
    },
    effective: ({ constraints }) => constraints[0]?.name === 'limit',
    variants: 15,
  },
  {
    says: 'a number in the body has its smallest',
    finding: findingOf('value-negative-or-overflowing', { ...quantity, facts: { minimum: 1 } }),
    patch: {
      guard: 'constraints',
      set: { constraints: [{ in: 'body', pointer: '/quantity', schema: { type: 'number', minimum: 1 } }] },
    },
    variants: 12,
  },
  {
    says: 'a contract with the bound covers it',
    finding: findingOf('page-size-unbounded', { ...page, facts: { maximum: 50, boundedByContract: true } }),
    covered: 'parameters',
  },
  {
    says: 'but not while it is only watched',
    finding: findingOf('page-size-unbounded', { ...page, facts: { maximum: 50, boundedByContract: true } }),
    model: { mode: 'monitor' },
    patch: {
      guard: 'constraints',
      set: { constraints: [{ in: 'query', name: 'limit', schema: { type: 'number', maximum: 50 } }] },
    },
  },
  {
    says: 'a bound that nobody knows is not guessed',
    finding: findingOf('page-size-unbounded', page),
    impossible: /make sense/,
  },
  { says: 'nor is a place', finding: findingOf('page-size-unbounded'), impossible: /not known/ },
]);
