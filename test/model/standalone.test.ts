import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readContract } from '../../src/model/contract.js';
import { documentsFromText, loadDocuments } from '../../src/model/documents.js';
import type { JsonSchema, SchemaDirection } from '../../src/model/schema-convert.js';
import { standaloneSchemas } from '../../src/model/standalone.js';
import { fixture } from './fixture.js';

/** The named schema `A` of a contract of a version. */
function convert(version: string, schemas: object, direction: SchemaDirection = 'request'): JsonSchema {
  const contract = { openapi: version, info: {}, paths: {}, components: { schemas } };
  const documents = documentsFromText('a.json', JSON.stringify(contract));
  const standalone = standaloneSchemas(documents, readContract(documents).format);
  return standalone({ file: 'a.json', pointer: '/components/schemas/A' }, direction);
}

function accepts(schema: JsonSchema, value: unknown): boolean {
  return new Ajv2020({ strict: false }).compile(schema as object)(value);
}

describe('OpenAPI 3.0 becomes JSON Schema 2020-12', () => {
  const cases: readonly (readonly [name: string, before: object, after: unknown])[] = [
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'nullable with enum',
      { type: 'string', nullable: true, enum: ['a'] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      'nullable with allOf',
      { nullable: true, allOf: [{ type: 'object' }] },
      { anyOf: [{ type: 'null' }, { allOf: [{ type: 'object' }] }] },
    ],
    ['nullable: false', { type: 'string', nullable: false }, { type: 'string' }],
    ['a boolean exclusiveMinimum', { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    ['exclusiveMaximum: false', { maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
    [
      'annotations',
      {
        description: 'd',
        example: 1,
        'x-a': 1,
        xml: { prefix: 'p' },
        externalDocs: {},
        discriminator: { propertyName: 'k' },
      },
      {},
    ],
    [
      'how a value is written in XML',
      { xml: { name: 'n', wrapped: true, attribute: false } },
      { xml: { name: 'n', wrapped: true } },
    ],
    ['a file of OpenAPI 2.0', { type: 'file' }, { type: 'string', format: 'binary' }],
    [
      'keywords of the wrong type',
      {
        type: 'float',
        minLength: -1,
        enum: [],
        required: 'x',
        pattern: 7,
        multipleOf: 0,
        properties: [],
        items: 1,
        allOf: [],
      },
      {},
    ],
    ['names required twice', { required: ['a', 'a', 1] }, { required: ['a'] }],
    [
      'a tuple of draft 4',
      { items: [{ type: 'string' }], additionalItems: false },
      { prefixItems: [{ type: 'string' }], items: false },
    ],
  ];
  for (const [name, before, after] of cases) {
    it(name, () => assert.deepEqual(convert('3.0.3', { A: before }), after));
  }

  it('a nullable reference, whose other neighbours do not count', () => {
    const schema = convert('3.0.3', {
      A: { $ref: '#/components/schemas/B', nullable: true, maxLength: 1 },
      B: { type: 'string' },
    });
    assert.deepEqual(schema, { anyOf: [{ type: 'null' }, { $ref: '#/$defs/B' }], $defs: { B: { type: 'string' } } });
    assert.ok(accepts(schema, null) && accepts(schema, 'long') && !accepts(schema, 1));
  });
});

describe('OpenAPI 3.1', () => {
  it('keeps what stands beside a reference, at every step of a chain', () => {
    const schemas = {
      A: { $ref: '#/components/schemas/B', maxLength: 4 },
      B: { $ref: '#/components/schemas/C', minLength: 2 },
      C: { type: 'string' },
    };
    const schema = convert('3.1.0', schemas);
    assert.deepEqual(
      ['a', 'ab', 'abcde', 7].map((value) => accepts(schema, value)),
      [false, true, false, false],
    );
  });

  it('keeps the keywords that 3.0 does not have, and drops names that only references need', () => {
    const schema = {
      $id: 'https://example.com/a',
      $anchor: 'x',
      type: ['object', 'null'],
      const: null,
      patternProperties: { '^x': true },
    };
    assert.deepEqual(convert('3.1.0', { A: schema }), {
      type: ['object', 'null'],
      const: null,
      patternProperties: { '^x': true },
    });
  });

  it('follows $dynamicRef to its static target', () => {
    const tree = { $dynamicAnchor: 'node', type: 'object', properties: { next: { $dynamicRef: '#node' } } };
    const schema = convert('3.1.0', { A: tree });
    assert.ok(accepts(schema, { next: { next: {} } }));
    assert.ok(!accepts(schema, { next: { next: 1 } }));
  });
});

describe('References', () => {
  it('recursion is kept', () => {
    const schema = convert('3.0.3', {
      A: { type: 'object', properties: { a: { $ref: '#/components/schemas/A' }, n: { type: 'integer' } } },
    });
    assert.ok(accepts(schema, { a: { a: { n: 1 } } }));
    assert.ok(!accepts(schema, { a: { a: { n: 'x' } } }));
  });

  it('a broken or circular one accepts everything', () => {
    for (const $ref of ['#/nothing', '../outside.yaml', 'http://example.com/', '#/components/schemas/A']) {
      assert.equal(convert('3.0.3', { A: { $ref } }), true, $ref);
    }
  });

  it('schemas of one name in several files stay apart', () => {
    const documents = loadDocuments(fixture('multi/openapi.yaml'));
    const standalone = standaloneSchemas(documents, 'openapi-3.0');
    const schema = standalone({ file: documents.entry, pointer: '/components/schemas/Order' }, 'response');
    assert.ok(accepts(schema, { lines: [{ order: { lines: [] }, amount: 1 }] }));
    assert.ok(!accepts(schema, { lines: [{ amount: 'x' }] }));
    const clash = convert('3.1.0', {
      A: { allOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/C/properties/B' }] },
      B: { minimum: 1 },
      C: { properties: { B: { maximum: 2 } } },
    });
    assert.deepEqual((clash as { $defs: unknown }).$defs, { B: { minimum: 1 }, 'B.2': { maximum: 2 } });
  });

  it('the result is remembered', () => {
    const documents = loadDocuments(fixture('shop.yaml'));
    const standalone = standaloneSchemas(documents, 'openapi-3.1');
    const order = { file: documents.entry, pointer: '/components/schemas/Order' };
    assert.equal(standalone(order, 'request'), standalone({ ...order }, 'request'));
  });
});

describe('Direction', () => {
  const schemas = {
    A: {
      type: 'object',
      required: ['id', 'secret', 'name'],
      properties: {
        id: { type: 'string', readOnly: true },
        secret: { type: 'string', writeOnly: true },
        name: { type: 'string' },
      },
    },
  };
  it('a request may not have readOnly properties and need not', () => {
    const schema = convert('3.0.3', schemas, 'request');
    assert.ok(accepts(schema, { secret: 's', name: 'n' }));
    assert.ok(!accepts(schema, { id: '1', secret: 's', name: 'n' }));
    assert.ok(!accepts(schema, { name: 'n' }));
  });

  it('a response may not have writeOnly properties and need not', () => {
    const schema = convert('3.0.3', schemas, 'response');
    assert.ok(accepts(schema, { id: '1', name: 'n' }));
    assert.ok(!accepts(schema, { id: '1', secret: 's', name: 'n' }));
  });

  it('the flag counts behind a reference and over allOf', () => {
    const schema = convert('3.1.0', {
      A: { allOf: [{ $ref: '#/components/schemas/Base' }, { required: ['id'] }], required: ['id'] },
      Base: { type: 'object', properties: { id: { $ref: '#/components/schemas/Id' } } },
      Id: { type: 'string', readOnly: true },
    });
    assert.ok(accepts(schema, {}));
    assert.ok(!accepts(schema, { id: '1' }));
  });
});
