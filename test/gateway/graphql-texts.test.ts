import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphqlTexts } from '../../src/gateway/graphql-texts.js';

test('literals of a document are found with the names that hold them', () => {
  const document = `query Q($term: String = "d") { find(text: "a", filter: { name: "b", list: ["c"] }) { id @include(if: true) } }`;
  assert.deepEqual(graphqlTexts(document), [
    { name: 'term', text: 'd' },
    { name: 'text', text: 'a' },
    { name: 'name', text: 'b' },
    { name: 'list', text: 'c' },
  ]);
});

test('block strings and escapes are read as the server reads them', () => {
  assert.deepEqual(
    graphqlTexts('{ a(b: """x\\n<b>""") c(d: "\\u003cb\\u003e") }')?.map(({ text }) => text),
    ['x\\n<b>', '<b>'],
  );
});

test('what is no document has no texts', () => {
  for (const text of ['', "x' or 1=1 --", '{', 'select 1', '{ a(b: "c) }']) assert.equal(graphqlTexts(text), undefined);
});
