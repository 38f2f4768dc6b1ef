import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 6 is completed by naming what a profile update writes', () =>
  goThrough(6, {
    edits: [
      {
        file: 'profile-update.mjs',
        find: 'return { ...body };',
        replace: `const may = ['name', 'address', 'phone'];
  return Object.fromEntries(may.filter((key) => key in body).map((key) => [key, body[key]]));`,
      },
    ],
  }));
