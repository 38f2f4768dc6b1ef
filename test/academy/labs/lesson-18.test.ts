import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 18 is completed by a patch that was proved, and by the code', () =>
  goThrough(18, {
    edits: [
      {
        file: 'orders.mjs',
        find: 'return true;',
        replace: `return principal.id === order.customerId || principal.roles.some((role) => role === 'support' || role === 'admin');`,
      },
    ],
  }));
