import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 1 is completed by saying whose an order is', () =>
  goThrough(1, {
    edits: [
      {
        file: 'portcullis.yaml',
        find: 'operations:\n',
        replace: `resources:
  order:
    id: orderId
    owner: { lookup: getOrder, field: /customerId, is: principal.subject }
    crossedBy: [support]

operations:
`,
      },
    ],
  }));
