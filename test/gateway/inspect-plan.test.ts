import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { FieldKind } from '../../src/core/inspection.js';
import { FieldPlans, kindByName } from '../../src/gateway/inspect-plan.js';

const kindOf = (schema: unknown, name = 'value'): FieldKind => new FieldPlans(schema).root(name).kind;

describe('what a schema pins is not looked at', () => {
  const pinned = [
    { type: 'integer' },
    { type: ['number', 'null'] },
    { type: 'boolean' },
    { enum: ['a', 'b'] },
    { const: 'a' },
    { type: 'string', format: 'uuid' },
    { type: 'string', format: 'date' },
    { type: 'string', format: 'date-time' },
    { type: 'string', format: 'ipv4' },
    { type: 'string', pattern: '^[A-Z]{3}-[0-9]+$' },
    { type: 'string', pattern: '^\\d{5}$' },
    { allOf: [{ type: 'string' }, { enum: ['a'] }] },
  ];
  for (const schema of pinned) it(JSON.stringify(schema), () => assert.equal(kindOf(schema), 'pinned'));
});

describe('what lets an attack through is looked at', () => {
  const open = [
    { type: 'string' },
    {},
    true,
    { type: ['string', 'integer'] },
    { type: 'string', pattern: '^[A-Z]{3}' },
    { type: 'string', pattern: '[A-Z]+$' },
    { type: 'string', pattern: '^[^a]+$' },
    { type: 'string', pattern: '^.*$' },
    { type: 'string', pattern: "^[a-z']+$" },
    { type: 'string', format: 'email' },
    { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    { anyOf: [{ enum: ['a'] }, { type: 'string' }] },
    { oneOf: [{ format: 'uuid' }, {}] },
  ];
  for (const schema of open) it(JSON.stringify(schema), () => assert.equal(kindOf(schema), 'name'));
});

describe('the kind of a text is what the contract says, else its format, else its name', () => {
  const rows: readonly (readonly [schema: unknown, name: string, kind: FieldKind])[] = [
    [{ type: 'string', 'x-portcullis-kind': 'code' }, 'description', 'code'],
    [{ type: 'string', 'x-portcullis-kind': 'nonsense' }, 'description', 'text'],
    [{ type: 'string', 'x-portcullis-kind': 'pinned' }, 'value', 'name'],
    [{ type: 'string', format: 'uri' }, 'value', 'url'],
    [{ type: 'string', format: 'password' }, 'value', 'password'],
    [{ type: 'string', format: 'byte' }, 'value', 'binary'],
    [{ type: 'string' }, 'webhook_url', 'url'],
    [{ type: 'string' }, 'Comment', 'text'],
    [{ type: 'string' }, 'newPassword', 'password'],
    [{ type: 'string' }, 'html', 'html'],
    [{ type: 'string' }, 'fileName', 'filename'],
    [{ type: 'string' }, 'lastName', 'name'],
  ];
  for (const [schema, name, kind] of rows)
    it(`${name} ${JSON.stringify(schema)}`, () => assert.equal(kindOf(schema, name), kind));
});

test('properties, items and references are followed, loops too', () => {
  const schema = {
    $ref: '#/$defs/Node',
    $defs: {
      Node: {
        type: 'object',
        properties: {
          id: { type: 'integer' },
          note: { type: 'string', 'x-portcullis-kind': 'markdown' },
          children: { type: 'array', items: { $ref: '#/$defs/Node' } },
        },
      },
    },
  };
  let plan = new FieldPlans(schema).root();
  for (let depth = 0; depth < 20; depth++) {
    assert.equal(plan.properties.get('id')!().kind, 'pinned');
    assert.equal(plan.properties.get('note')!().kind, 'markdown');
    plan = plan.properties.get('children')!().others!();
  }
});

test('the policy says the kind of one place', () => {
  const schema = { properties: { a: { properties: { b: { type: 'string' } } }, list: { items: { type: 'string' } } } };
  const plan = new FieldPlans(
    schema,
    new Map<string, FieldKind>([
      ['/a/b', 'sql'],
      ['/list/*', 'html'],
    ]),
  ).root();
  assert.equal(plan.properties.get('a')!().properties.get('b')!().kind, 'sql');
  assert.equal(plan.properties.get('list')!().others!().kind, 'html');
});

test('a name that says nothing has no kind', () => {
  for (const name of ['', 'a', 'constructor', '__proto__', 'customer', 'x'.repeat(5_000)])
    assert.equal(kindByName(name), undefined);
});
