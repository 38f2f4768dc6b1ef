import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readContract } from '../../src/model/contract.js';
import { documentsFromText, loadDocuments } from '../../src/model/documents.js';
import { schemaRoots, walkSchemas, type SchemaWalk } from '../../src/model/schema-walk.js';
import { fixture } from './fixture.js';

function walk(documents: ReturnType<typeof loadDocuments>): SchemaWalk {
  return walkSchemas(documents, schemaRoots(readContract(documents).operations.values()));
}

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

function walkContract(paths: object, schemas: object): SchemaWalk {
  return walk(documentsFromText('a.json', JSON.stringify({ openapi: '3.1.0', paths, components: { schemas } })));
}

describe('A walk over the schemas of a contract', () => {
  const shop = walk(loadDocuments(fixture('shop.yaml')));
  const order = (flow: 'in' | 'out') =>
    shop.visits.find((visit) => visit.flow === flow && visit.node.pointer === '/components/schemas/Order');

  it('visits each schema once per flow, although they refer to themselves', () => {
    const keys = shop.visits.map(({ flow, node }) => `${flow} ${node.pointer}`);
    assert.equal(new Set(keys).size, keys.length);
    assert.ok(order('in') && order('out'));
  });

  it('knows path, depth, property and whether it is required', () => {
    const facts = shop.visits
      .filter(({ flow, root }) => flow === 'in' && root.part === 'body')
      .map(({ path, depth, property, required }) => [path, depth, property, required]);
    assert.deepEqual(facts, [
      ['', 0, undefined, true],
      ['/id', 1, 'id', true],
      ['/total', 1, 'total', true],
      ['/secret', 1, 'secret', false],
      ['/lines', 1, 'lines', false],
      ['/lines/*', 2, undefined, false],
      ['/lines/*/sku', 3, 'sku', false],
      ['/lines/*/sku', 3, 'sku', false],
    ]);
  });

  it('visits both a reference with neighbours and its target', () => {
    const skus = shop.visits
      .filter(({ flow, property }) => flow === 'in' && property === 'sku')
      .map(({ node }) => node.pointer);
    assert.deepEqual(skus, ['/components/schemas/Line/properties/sku', '/components/schemas/Sku']);
  });

  it('tells all operations that reach a schema, in the order of the contract', () => {
    assert.deepEqual(shop.operationIdsOf(order('in')!), ['createOrder']);
    assert.deepEqual(shop.operationIdsOf(order('out')!), [
      'createOrder',
      'getOrder',
      'webhook:shipped.post',
      'callback:createOrder.paid.{$request.body#/callbackUrl}.post',
    ]);
    const sku = shop.visits.find(({ flow, node }) => flow === 'out' && node.pointer === '/components/schemas/Sku')!;
    assert.equal(shop.operationIdsOf(sku).length, 4);
  });

  it('a reference into the middle of a schema counts for its operation too', () => {
    const { visits, operationIdsOf } = walkContract(
      {
        '/a': { post: { requestBody: json({ $ref: '#/components/schemas/A' }) } },
        '/b': { post: { requestBody: json({ $ref: '#/components/schemas/A/properties/b' }) } },
      },
      { A: { properties: { b: { properties: { c: {} } } } } },
    );
    const deepest = visits.find(({ property }) => property === 'c')!;
    assert.deepEqual(operationIdsOf(deepest), ['POST /a', 'POST /b']);
  });

  it('a broken reference ends the walk there, `not` and data are no values', () => {
    const { visits } = walkContract(
      {
        '/a': {
          post: {
            requestBody: json({
              allOf: [{ $ref: '#/none' }, { not: { type: 'string' } }],
              default: { properties: { x: {} } },
            }),
          },
        },
      },
      {},
    );
    assert.deepEqual(
      visits.map(({ node }) => node.pointer.replace(/^.*schema/, '')),
      ['', '/allOf/1'],
    );
  });

  it('a chain of 5,000 schemas needs no stack', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [
        `S${i}`,
        { properties: { next: { $ref: `#/components/schemas/S${i + 1}` } } },
      ]),
    );
    const { visits } = walkContract(
      { '/a': { post: { requestBody: json({ $ref: '#/components/schemas/S0' }) } } },
      schemas,
    );
    assert.equal(visits.length, 5000);
  });
});
