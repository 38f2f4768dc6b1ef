import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 5 is completed by naming what a profile shows', () =>
  goThrough(5, {
    edits: [
      {
        file: 'profile.mjs',
        find: 'return { ...row, verified: row.verified === 1 };',
        replace: `const { id, email, name, role, address, phone, balance, creditLimit, createdAt } = row;
  return { id, email, name, role, address, phone, balance, creditLimit, verified: row.verified === 1, createdAt };`,
      },
    ],
  }));
