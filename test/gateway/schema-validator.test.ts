import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { validatorOf } from '../../src/gateway/schema-validator.js';
import type { ApiModel } from '../../src/model/types.js';
import { modelOf } from './guard-fixture.js';

const schemas = {
  Member: {
    type: 'object',
    required: ['id', 'name', 'passphrase'],
    properties: {
      id: { type: 'string', readOnly: true },
      name: { type: 'string', maxLength: 3 },
      passphrase: { type: 'string', writeOnly: true },
    },
  },
  Node: { type: 'object', properties: { value: { type: 'integer' }, next: { $ref: '#/components/schemas/Node' } } },
  Disk: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { const: 'disk' }, until: { type: 'string', format: 'date-time' } },
  },
  Fan: { type: 'object', required: ['kind', 'rpm'], properties: { kind: { const: 'fan' }, rpm: { type: 'integer' } } },
  Slot: { oneOf: [{ $ref: '#/components/schemas/Disk' }, { $ref: '#/components/schemas/Fan' }] },
  Based: {
    allOf: [
      { $ref: '#/components/schemas/Node' },
      { properties: { extra: { type: 'object', properties: { a: {} } } } },
    ],
  },
  Map: {
    type: 'object',
    properties: { tags: { type: 'object', additionalProperties: { type: 'integer' } }, free: { type: 'object' } },
  },
  Loose: { type: 'object', properties: { a: {} }, additionalProperties: true },
  Slow: { type: 'string', pattern: '^(\\w+\\s?)*$' },
  Evil: { type: 'string', pattern: '^(a)\\1+$' },
  Bag: { type: 'array', uniqueItems: true, items: { type: 'object' } },
  Count: { type: 'integer', format: 'int64', maximum: 9_007_199_254_740_992 },
};

let model: ApiModel;
before(async () => void (model = await modelOf({ components: { schemas }, paths: {} })));

function errorsOf(
  name: keyof typeof schemas,
  value: unknown,
  options: { closed?: boolean; direction?: 'request' | 'response' } = {},
) {
  const validate = validatorOf(model, model.schemas.get(name)!, { direction: 'request', ...options });
  return validate(value)?.map(({ pointer, reason }) => `${pointer} ${reason}`);
}

test('readOnly binds answers, writeOnly binds requests', () => {
  assert.equal(errorsOf('Member', { name: 'Ina', passphrase: 'x' }), undefined);
  assert.match(errorsOf('Member', { name: 'Ina' })![0]!, /passphrase/);
  assert.match(errorsOf('Member', { id: 'm1', name: 'Ina', passphrase: 'x' })![0]!, /^\/id is not allowed/);
  assert.equal(errorsOf('Member', { id: 'm1', name: 'Ina' }, { direction: 'response' }), undefined);
  assert.match(
    errorsOf('Member', { id: 'm1', name: 'Ina', passphrase: 'x' }, { direction: 'response' })![0]!,
    /^\/passphrase/,
  );
});

test('errors name the place and the rule, never the value', () => {
  assert.deepEqual(errorsOf('Member', { name: 'much too long', passphrase: 'x' }), [
    '/name must NOT have more than 3 characters',
  ]);
  assert.deepEqual(errorsOf('Slow', 'secret!'), [' must match the pattern of the contract']);
  assert.ok(errorsOf('Slot', { kind: 'fan', rpm: 'fast' })!.includes('/rpm must be integer'));
});

test('recursive schemas work', () => {
  assert.equal(errorsOf('Node', { value: 1, next: { value: 2, next: {} } }), undefined);
  assert.deepEqual(errorsOf('Node', { next: { next: { value: 'x' } } }), ['/next/next/value must be integer']);
});

test('closed schemas refuse what is not named, at every depth, and through composition', () => {
  const table: [keyof typeof schemas, unknown, boolean][] = [
    ['Node', { value: 1, next: { value: 2 } }, true],
    ['Node', { other: 1 }, false],
    ['Node', { next: { next: { other: 1 } } }, false],
    ['Based', { value: 1, extra: { a: 1 } }, true],
    ['Based', { value: 1, extra: { b: 1 } }, false],
    ['Based', { other: 1 }, false],
    ['Slot', { kind: 'fan', rpm: 1 }, true],
    ['Slot', { kind: 'fan', rpm: 1, until: '2026-01-01T00:00:00Z' }, false],
    ['Map', { tags: { any: 1 }, free: { any: 1 } }, true],
    ['Map', { tags: { any: 'x' } }, false],
    ['Map', { tag: {} }, false],
    ['Loose', { a: 1 }, true],
    ['Loose', { b: 1 }, false],
  ];
  for (const [name, value, valid] of table) {
    assert.equal(errorsOf(name, value, { closed: true }) === undefined, valid, `${name} ${JSON.stringify(value)}`);
  }
  assert.equal(errorsOf('Node', { other: 1 }), undefined, 'open without the setting');
});

test('a pattern that would hang is run in linear time, one that cannot be run admits nothing', () => {
  const started = performance.now();
  assert.ok(errorsOf('Slow', `${'a'.repeat(200)}!`));
  assert.ok(performance.now() - started < 500);
  assert.equal(errorsOf('Slow', 'two words'), undefined);
  assert.match(errorsOf('Evil', 'aa')![0]!, /linear time/);
});

test('values are not coerced, defaults are not filled in', () => {
  assert.deepEqual(errorsOf('Node', { value: '1' }), ['/value must be integer']);
  const value = {};
  errorsOf('Node', value);
  assert.deepEqual(value, {});
});

test('large integers are compared as doubles, infinite numbers are none', () => {
  assert.equal(errorsOf('Count', 9007199254740992), undefined);
  assert.ok(errorsOf('Count', 9007199254740994));
  assert.ok(errorsOf('Count', Infinity));
  assert.ok(errorsOf('Count', 1.5));
});

test('a body full of items cannot make uniqueItems slow', () => {
  const items = Array.from({ length: 50_000 }, (_, i) => ({ i }));
  const started = performance.now();
  assert.equal(errorsOf('Bag', items), undefined);
  assert.ok(performance.now() - started < 2_000);
  assert.deepEqual(
    errorsOf('Bag', [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]),
    [' must not have an item twice'],
  );
});
