import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readContract, type Contract } from '../../src/model/contract.js';
import { documentsFromText } from '../../src/model/documents.js';
import { schemaRoots } from '../../src/model/schema-walk.js';
import { standaloneSchemas } from '../../src/model/standalone.js';

const read = (contract: unknown): Contract => readContract(documentsFromText('a.json', JSON.stringify(contract)));
const said = ({ problems }: Contract) => problems.map(({ message }) => message);

const json = (schema: unknown, more: object = {}) => ({ 'application/json': { schema, ...more } });
const to = (name: string) => ({ $ref: `#/components/${name}` });

/** What large vendors write in OpenAPI 3.0. */
const vendor30 = {
  openapi: '3.0.3',
  'x-api-id': 'vendor:1',
  info: { title: 'Vendor', version: 2024, 'x-logo': { url: 'logo.png' } },
  servers: [
    { url: 'https://{region}.example.com/{base}', variables: { region: { default: 'eu' }, base: { default: 'v1' } } },
  ],
  security: [{ key: [] }],
  paths: {
    'x-paths-note': { get: 'no operation' },
    '/files/{name}.{extension}': {
      'x-internal': true,
      parameters: [{ ...to('parameters/Name'), description: 'beside a reference' }],
      get: {
        parameters: [{ name: 'extension', in: 'path', required: true, schema: { type: 'string' } }],
        security: [],
        responses: {
          200: to('responses/File'),
          '4XX': to('responses/File'),
          'x-codes': [1],
          default: { description: 'd' },
        },
      },
    },
    '/trees': {
      post: {
        operationId: 'plant',
        requestBody: { content: json(to('schemas/Pet'), { example: {}, examples: { a: { value: { kind: 'cat' } } } }) },
        responses: { 201: { description: 'made', content: json(to('schemas/Tree')) } },
      },
    },
  },
  components: {
    'x-note': {},
    parameters: {
      Name: { name: 'name', in: 'path', required: true, schema: { nullable: true, example: 'a', format: 'odd' } },
    },
    responses: { File: { description: 'file', content: { 'Application/PDF; charset=binary': {} } } },
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key', 'x-default': 1 } },
    schemas: {
      Tree: {
        type: 'object',
        additionalProperties: to('schemas/Tree'),
        properties: { at: { ...to('schemas/Time'), nullable: true } },
      },
      Time: { type: 'string', format: 'unix-time' },
      Pet: {
        discriminator: { propertyName: 'kind', mapping: { cat: 'Cat', dog: '#/components/schemas/Dog' } },
        oneOf: [to('schemas/Cat'), to('schemas/Dog')],
      },
      Cat: {
        allOf: [
          to('schemas/Animal'),
          { properties: { lives: { type: 'integer', exclusiveMinimum: true, minimum: 0 } } },
        ],
      },
      Dog: { allOf: [to('schemas/Animal')], description: 'beside allOf' },
      Animal: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } },
    },
  },
};

/** And in OpenAPI 2.0. */
const vendor20 = {
  swagger: '2.0',
  host: 'api.example.com',
  basePath: '/v1/',
  schemes: ['https'],
  consumes: ['application/json; charset=utf-8'],
  produces: ['application/json'],
  paths: {
    '/upload': {
      post: {
        consumes: ['multipart/form-data'],
        parameters: [
          { name: 'file', in: 'formData', type: 'file', required: true },
          { name: 'tags', in: 'formData', type: 'array', items: { type: 'string' }, collectionFormat: 'multi' },
          { name: 'ids', in: 'query', type: 'array', items: { type: 'integer' }, collectionFormat: 'pipes' },
        ],
        responses: { 200: { description: 'ok', schema: { $ref: '#/definitions/Answer' } } },
      },
    },
  },
  definitions: {
    Answer: { type: 'object', 'x-nullable': true, properties: { next: { $ref: '#/definitions/Answer' } } },
  },
};

describe('What large vendors write is no problem', () => {
  const modern = read(vendor30);
  const old = read(vendor20);

  it('in OpenAPI 3.0', () => {
    assert.deepEqual(said(modern), []);
    assert.deepEqual([...modern.operations.keys()], ['GET /files/{name}.{extension}', 'plant']);
    const get = modern.operations.get('GET /files/{name}.{extension}')!;
    assert.deepEqual(
      get.parameters.map(({ name }) => name),
      ['name', 'extension'],
    );
    assert.deepEqual([get.security.declared, get.security.anonymousAllowed], ['operation', true]);
    assert.deepEqual(
      get.responses.map(({ status }) => status),
      ['200', '4XX', 'default'],
    );
    assert.deepEqual(
      get.responses[0]!.content.map(({ mediaType }) => mediaType),
      ['application/pdf'],
    );
    assert.equal(modern.version, '2024');
  });

  it('one response under two codes is read under each of them', () => {
    const [found, refused] = modern.operations.get('GET /files/{name}.{extension}')!.responses;
    assert.deepEqual(found!.node, refused!.node);
    assert.notEqual(found!.status, refused!.status);
  });

  it('in OpenAPI 2.0', () => {
    assert.deepEqual(said(old), []);
    const upload = [...old.operations.values()][0]!;
    assert.deepEqual(
      upload.body?.content.map(({ mediaType }) => mediaType),
      ['multipart/form-data'],
    );
    assert.deepEqual(
      upload.parameters.map(({ name, style }) => [name, style]),
      [['ids', 'pipeDelimited']],
    );
    assert.deepEqual(
      old.servers.map(({ url }) => url),
      ['https://api.example.com/v1'],
    );
  });

  it('and every schema becomes one that stands alone', () => {
    for (const contract of [modern, old]) {
      const convert = standaloneSchemas(contract.documents, contract.format);
      for (const { schema, flow } of schemaRoots(contract.operations.values())) {
        const made = convert(schema, flow === 'in' ? 'request' : 'response');
        assert.equal(typeof made, 'object');
        assert.doesNotMatch(JSON.stringify(made), /#\/(components|definitions)\//);
      }
    }
  });
});
