import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import constraints from '../../../src/gateway/guards/constraints.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf, type RequestFacts } from '../guard-fixture.js';

let model: ApiModel;
before(async () => {
  const parameters = [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'top', in: 'query', schema: { type: 'integer' } },
  ];
  const requestBody = { content: { 'application/json': { schema: {} }, 'application/xml': {} } };
  const bounds = [
    { in: 'path', name: 'id', schema: { pattern: '^[0-9]+$' } },
    { in: 'query', name: 'top', schema: { maximum: 50 } },
    { in: 'query', name: 'debug', schema: { enum: ['off'] } },
    { in: 'query', name: 'page', schema: { type: 'integer', maximum: 9 } },
    { in: 'header', name: 'X-Mode', schema: { const: 'safe' } },
    { in: 'cookie', name: 'lang', schema: { maxLength: 2 } },
    { in: 'body', pointer: '/lines/*/count', schema: { type: 'integer', maximum: 10 } },
    { in: 'body', pointer: '/note', schema: { type: 'string', maxLength: 5 } },
  ];
  model = await modelOf(
    {
      paths: {
        '/x/{id}': { post: { operationId: 'x', parameters, requestBody, responses: {} } },
        '/y': { get: { operationId: 'y', responses: {} } },
      },
    },
    { operations: { x: { constraints: bounds } } },
  );
});

async function send(facts: RequestFacts) {
  const denial = await judge(constraints, exchangeFor(model, 'x', { path: '/x/1', ...facts }), contextOf(model));
  return denial
    ? `${denial.code} ${denial.errors?.map((error) => `${error.in} ${error.pointer}`).join(', ')}`
    : 'passes';
}

test('every place of a request can be bound further', async () => {
  const table: [RequestFacts, string][] = [
    [
      {
        query: 'top=50&debug=off&page=9',
        headers: { 'x-mode': 'safe', cookie: 'lang=en' },
        body: { lines: [{ count: 10 }], note: 'short' },
      },
      'passes',
    ],
    [{ path: '/x/abc' }, 'PARAMETER_INVALID path /id'],
    [{ query: 'top=51' }, 'PARAMETER_INVALID query /top'],
    [{ query: 'top=x' }, 'PARAMETER_INVALID query /top'],
    [{ query: 'debug=on' }, 'PARAMETER_INVALID query /debug'],
    [{ query: 'debug=off&debug=on' }, 'PARAMETER_INVALID query /debug'],
    [{ query: 'page=10' }, 'PARAMETER_INVALID query /page'],
    [{ query: 'page=x' }, 'PARAMETER_INVALID query /page'],
    [{ query: '%zz=1' }, 'PARAMETER_INVALID query /top'],
    [{ headers: { 'x-mode': 'fast' } }, 'PARAMETER_INVALID header /X-Mode'],
    [{ headers: { cookie: 'lang=eng' } }, 'PARAMETER_INVALID cookie /lang'],
    [{ body: { lines: [{ count: 1 }, { count: 11 }] } }, 'BODY_INVALID body /lines/*/count'],
    [{ body: { note: 'too long' } }, 'BODY_INVALID body /note'],
    [{ body: { note: null } }, 'BODY_INVALID body /note'],
  ];
  for (const [facts, wanted] of table) assert.equal(await send(facts), wanted, JSON.stringify(facts));
});

test('absent values break no bound, but a body that cannot be read is refused', async () => {
  assert.equal(await send({}), 'passes');
  assert.equal(await send({ body: { lines: [] } }), 'passes');
  assert.match(
    await send({ body: Buffer.from('<a/>'), headers: { 'content-type': 'application/xml' } }),
    /^BODY_INVALID/,
  );
  assert.match(await send({ headers: { 'transfer-encoding': 'chunked' } }), /^BODY_INVALID/);
  assert.match(await send({ body: Buffer.from('{"note":1,"note":"a"}') }), /^BODY_INVALID/);
});

test('an operation without constraints costs nothing', () => {
  assert.equal(constraints.compile!(model.operations.get('y')!, contextOf(model)), null);
});
