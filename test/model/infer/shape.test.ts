import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fieldsOf, scalarOf, schemaOf } from '../../../src/model/infer/shape.js';

describe('the schema of values that were seen', () => {
  type Case = readonly [says: string, values: readonly unknown[], schema: unknown];
  const cases: readonly Case[] = [
    ['one type for one kind', [1, 2], { type: 'integer' }],
    ['a number where some have fractions', [1, 2.5], { type: 'number' }],
    ['null beside the type', ['a', null], { type: ['null', 'string'] }],
    ['a format that all texts have', ['2026-01-01', '2026-01-02'], { type: 'string', format: 'date' }],
    ['no format where one text lacks it', ['2026-01-01', 'soon'], { type: 'string' }],
    ['a format of e-mail, without the address', ['jane@roe.example'], { type: 'string', format: 'email' }],
    ['anything where a variable stood', ['{{title}}', 'x'], {}],
    ['anything where nothing was seen', [], {}],
    ['the items of all lists', [[1], ['a'], []], { type: 'array', items: { type: ['integer', 'string'] } }],
    ['nothing of the items of empty lists', [[]], { type: 'array', items: {} }],
    [
      'what all objects have as required',
      [{ a: 1, b: 'x' }, { a: 2 }],
      { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } }, required: ['a'] },
    ],
    ['nothing as required of one sample', [{ a: 1 }], { type: 'object', properties: { a: { type: 'integer' } } }],
    [
      'a map where names are ids or people',
      [{ 'jane@roe.example': 1, 42: 2.5, total: true }],
      { type: 'object', properties: { total: { type: 'boolean' } }, additionalProperties: { type: 'number' } },
    ],
  ];
  for (const [says, values, schema] of cases) it(`has ${says}`, () => assert.deepEqual(schemaOf(values), schema));

  it('ends, however deep the values are', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 5_000; depth += 1) value = { a: [value] };
    assert.ok(JSON.stringify(schemaOf([value])).length < 2_000);
  });

  it('becomes a map when there are more names than a person would write', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [
        `name${'x'.repeat(index % 7)}q${'y'.repeat(index % 50)}${index % 10}`,
        1,
      ]),
    );
    const { properties, additionalProperties } = schemaOf([many]) as {
      properties: object;
      additionalProperties: unknown;
    };
    assert.ok(Object.keys(properties).length <= 200);
    assert.deepEqual(additionalProperties, { type: 'integer' });
  });
});

describe('a text of a query or form', () => {
  it('is the value that it most likely is', () => {
    assert.deepEqual(['1', '-2.5', 'true', '007', '1e3', '', '99999999999999999999'].map(scalarOf), [
      1,
      -2.5,
      true,
      '007',
      '1e3',
      '',
      '99999999999999999999',
    ]);
  });

  it('is one of a list where its name stands twice', () => {
    const pairs = [
      { name: 'tag', value: 'a' },
      { name: 'tag', value: '2' },
      { name: 'page', value: '1' },
    ];
    assert.deepEqual(fieldsOf(pairs), { tag: ['a', 2], page: 1 });
  });
});
