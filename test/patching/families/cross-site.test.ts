import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const finding = findingOf('csrf-on-cookie-session', {
  operationId: 'createOrder',
  replay: replayOf({
    method: 'POST',
    path: '/orders',
    body: { quantity: 1 },
    headers: { origin: 'https://x.example' },
  }),
});

describeFamily('cross-site', [
  {
    says: 'no other site may call where none is known',
    finding,
    patch: { guard: 'cors', set: { cors: { origins: [], credentials: false } } },
    effective: ({ cors }) => cors?.origins.length === 0,
    variants: 12,
  },
  {
    says: 'origins that are named are covered',
    finding,
    model: {
      operations: ['createOrder', 'updateOrder', 'deleteOrder']
        .map((id) => `  ${id}: { cors: { origins: [https://shop.example] } }`)
        .join('\n'),
    },
    covered: 'cors',
  },
]);
