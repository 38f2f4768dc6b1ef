import assert from 'node:assert/strict';
import { it } from 'node:test';
import { shapeDifference, shapeOf } from '../../src/patching/shape.js';

const answer = (body: unknown, status = 200) => ({
  status,
  headers: [],
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

it('items of a list share one path, and null says nothing of a type', () => {
  assert.deepEqual(
    [...shapeOf({ a: [{ b: 1 }, { b: null, c: 'x' }] })],
    [
      ['', 'object'],
      ['/a', 'array'],
      ['/a/*', 'object'],
      ['/a/*/b', 'number'],
      ['/a/*/c', 'string'],
    ],
  );
});

const table: readonly (readonly [string, unknown, unknown, boolean, string | undefined])[] = [
  ['other values of the same form', { a: 1 }, { a: 2 }, false, undefined],
  ['null for a value', { a: 1 }, { a: null }, false, undefined],
  ['a property that is gone', { a: 1, b: 2 }, { a: 1 }, false, '/b is missing'],
  ['a property that a patch removes', { a: 1, b: 2 }, { a: 1 }, true, undefined],
  ['a property of another type', { a: 1 }, { a: '1' }, true, '/a is string instead of number'],
  ['a property that is new', { a: 1 }, { a: 1, b: 2 }, true, '/b is new'],
  ['text for JSON', { a: 1 }, 'no', false, 'the body is not JSON any more'],
  ['JSON for text', 'no', { a: 1 }, false, 'the body became JSON'],
  ['another text', 'one', 'two', false, undefined],
];

for (const [name, direct, through, mayLose, expected] of table) {
  it(name, () => assert.equal(shapeDifference(answer(direct), answer(through), mayLose), expected));
}

it('another status', () => {
  assert.equal(shapeDifference(answer({}), answer({}, 403), true), 'status 403 instead of 200');
});
