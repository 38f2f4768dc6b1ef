import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 11 is completed by a parameter in place of the text', () =>
  goThrough(11, {
    files: {
      'search.mjs': String.raw`export function searchCondition(q) {
  const pattern = '%' + q.replaceAll(/[\\%_]/g, '\\$&') + '%';
  return { sql: "name || ' ' || description LIKE ? ESCAPE '\\'", values: [pattern] };
}
`,
    },
  }));
