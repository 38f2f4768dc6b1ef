import { describeLoop } from './describe-loop.js';

describeLoop("other people's objects", ['bola-read', 'bola-write', 'bola-delete', 'bola-in-query-or-header'], {
  leavesNothing: true,
  expected: {
    'bola-read getOrder': 'patch object-owner',
    'bola-read getInvoice': 'patch object-owner',
    'bola-write updateOrder': 'patch object-owner',
    'bola-delete deleteOrder': 'patch object-owner',
    // No answer of the shop says whose review it is.
    'bola-delete deleteReview': 'impossible',
    'bola-in-query-or-header listOrders': 'patch object-owner',
  },
});
