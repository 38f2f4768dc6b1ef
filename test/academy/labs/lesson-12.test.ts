import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 12 is completed by saying that the answer is JSON', () =>
  goThrough(12, {
    files: {
      'list.mjs': `export function productList(list, query) {
  return { status: 200, body: { ...list, searchedFor: query.q } };
}
`,
    },
  }));
