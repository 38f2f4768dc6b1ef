import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepDeclared } from '../../src/gateway/declared-properties.js';

const person = { type: 'object', properties: { name: {}, card: false } };

test('only what the schema declares is kept', () => {
  const table: [string, unknown, unknown, unknown][] = [
    ['an undeclared property', person, { name: 'a', hash: 1 }, { name: 'a' }],
    [
      'a writeOnly property',
      { ...person, additionalProperties: true },
      { name: 'a', card: 1, x: 1 },
      { name: 'a', x: 1 },
    ],
    ['items', { items: person }, [{ name: 'a', hash: 1 }, 7, null], [{ name: 'a' }, 7, null]],
    ['prefix items', { prefixItems: [person], items: true }, [{ hash: 1 }, { hash: 1 }], [{}, { hash: 1 }]],
    ['a reference', { $ref: '#/$defs/P', $defs: { P: person } }, { name: 1, hash: 1 }, { name: 1 }],
    ['allOf', { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }, { a: 1, b: 2, c: 3 }, { a: 1, b: 2 }],
    ['oneOf', { oneOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }, { a: 1, b: 2, c: 3 }, { a: 1, b: 2 }],
    [
      'a property in two branches',
      { anyOf: [{ properties: { o: { properties: { a: {} } } } }, { properties: { o: { properties: { b: {} } } } }] },
      { o: { a: 1, b: 2, c: 3 } },
      { o: { a: 1, b: 2 } },
    ],
    ['a map', { additionalProperties: person }, { x: { name: 1, hash: 1 } }, { x: { name: 1 } }],
    ['pattern properties', { patternProperties: { '^x-': {} } }, { 'x-a': 1, y: 2 }, { 'x-a': 1 }],
    ['a closed empty object', { additionalProperties: false }, { a: 1 }, {}],
    ['a free-form object', { type: 'object' }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['no schema', true, { a: 1 }, { a: 1 }],
    ['another type than declared', person, [{ name: 'a' }], [{ name: 'a' }]],
    [
      'a property called like a prototype',
      person,
      JSON.parse('{"name":1,"__proto__":{"x":1},"constructor":2}'),
      { name: 1 },
    ],
  ];
  for (const [what, schema, value, wanted] of table) assert.deepEqual(keepDeclared(schema)(value), wanted, what);
});

test('a value that is declared as a whole is returned itself, so that its bytes are sent on unchanged', () => {
  const value = { name: { deep: [1] } };
  assert.equal(keepDeclared(person)(value), value);
});

test('recursive schemas and deep values end', () => {
  const node = {
    $ref: '#/$defs/N',
    $defs: { N: { properties: { v: {}, next: { $ref: '#/$defs/N' } }, allOf: [{ $ref: '#/$defs/N' }] } },
  };
  let value: unknown = { v: 1, secret: 1 };
  for (let i = 0; i < 200; i++) value = { v: 1, secret: 1, next: value };
  assert.ok(!JSON.stringify(keepDeclared(node)(value)).includes('secret'));
});
