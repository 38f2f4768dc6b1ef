import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 8 is completed by naming the role of administrative operations', () =>
  goThrough(8, {
    edits: [
      {
        file: 'portcullis.yaml',
        find: 'operations:\n',
        replace: 'operations:\n  updateProduct: { roles: [admin] }\n  listCustomers: { roles: [admin] }\n',
      },
    ],
  }));
