import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { declaredNames, placeOf } from '../../src/gateway/declared-names.js';
import { modelOf, operationOf } from './guard-fixture.js';

describe('names of a contract', () => {
  test('are those of parameters, and of properties at any depth', async () => {
    const item = { type: 'object', properties: { note: {}, parent: { $ref: '#/components/schemas/Item' } } };
    const list = { properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Item' } } } };
    const parameters = [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'deep', in: 'query', schema: { type: 'object', properties: { inner: {} } } },
    ];
    const operation = {
      operationId: 'make',
      parameters,
      requestBody: { content: { 'application/json': { schema: { allOf: [list] } } } },
      responses: { '200': { description: 'ok' } },
    };
    const model = await modelOf({
      paths: { '/things/{id}': { post: operation } },
      components: { schemas: { Item: item } },
    });
    const names = declaredNames(operationOf(model, 'make'), model);
    for (const name of ['id', 'deep', 'inner', 'items', 'note', 'parent', 'user-agent'])
      assert.ok(names.has(name), name);
    assert.equal(names.has('other'), false);
  });
});

describe('the place of an attack', () => {
  const names = new Set(['items', 'note', 'a/b']);
  const rows: readonly (readonly [what: string, where: string, told: string])[] = [
    ['tells the names of the contract, and positions', 'body:/items/3/note', 'body:/items/3/note'],
    ['hides every other name', 'body:/items/3/hunter2', 'body:/items/3/…'],
    ['tells a name that is itself the attack', 'query:a[$ne]', 'query:a[$ne]'],
    ['hides a number that may be of a card', 'body:/4111111111111111', 'body:/…'],
    ['takes a name with a slash for one name', 'query:a/b', 'query:a/b'],
    ['is bounded', `query:${'select '.repeat(100)}`, `query:${'select '.repeat(100).slice(0, 64).replace(/s$/, '…')}`],
  ];
  for (const [what, where, told] of rows) test(what, () => assert.equal(placeOf(where, names), told));
});
