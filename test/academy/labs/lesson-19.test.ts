import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 19 is completed by finding out who read what, and closing it', () =>
  goThrough(19, {
    answers: { customer: '106', operation: 'getOrder', reads: '10' },
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
