import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import parameters from '../../../src/gateway/guards/parameters.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf, type RequestFacts } from '../guard-fixture.js';

let model: ApiModel;
before(async () => {
  const list = [
    { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
    { name: 'top', in: 'query', required: true, schema: { type: 'integer', maximum: 100 } },
    {
      name: 'filter',
      in: 'query',
      style: 'deepObject',
      schema: { type: 'object', properties: { role: { type: 'string' } } },
    },
    { name: 'X-Trace', in: 'header', schema: { type: 'string', pattern: '^[a-f0-9]{4}$' } },
    { name: 'Accept', in: 'header', required: true, schema: { type: 'integer' } },
    { name: 'session', in: 'cookie', schema: { type: 'string', minLength: 3 } },
  ];
  const securitySchemes = { key: { type: 'apiKey', in: 'query', name: 'api_key' } };
  const operation = (operationId: string) => ({
    get: { operationId, parameters: list, security: [{ key: [] }], responses: {} },
  });
  const plain = (operationId: string) => ({ get: { operationId, responses: {} } });
  model = await modelOf(
    {
      components: { securitySchemes },
      paths: {
        '/a/{id}': operation('loose'),
        '/b/{id}': operation('strict'),
        '/c': plain('none'),
        '/d': plain('noneStrict'),
      },
    },
    {
      operations: {
        strict: { unknownParameters: 'deny' },
        loose: { unknownParameters: 'allow' },
        none: { unknownParameters: 'allow' },
        noneStrict: { unknownParameters: 'deny' },
      },
    },
  );
});

async function send(operation: string, facts: RequestFacts) {
  const exchange = exchangeFor(model, operation, facts);
  const denial = await judge(parameters, exchange, contextOf(model));
  const errors = denial?.errors?.map((error) => `${error.in} ${error.pointer} ${error.reason}`) ?? [];
  return { code: denial?.code ?? 'passes', errors, exchange };
}

test('decoded parameters are kept for the guards after this one', async () => {
  const headers = { 'x-trace': 'ab12', cookie: 'session=abc' };
  const { code, exchange } = await send('loose', { path: '/a/7', query: 'top=3&filter[role]=clerk&other=1', headers });
  assert.equal(code, 'passes');
  assert.deepEqual(JSON.parse(JSON.stringify(exchange.params)), {
    path: { id: 7 },
    query: { top: 3, filter: { role: 'clerk' } },
    header: { 'X-Trace': 'ab12' },
    cookie: { session: 'abc' },
  });
});

test('every wrong place is named, at most ten, and no value is', async () => {
  const headers = { 'x-trace': 'secret-value', cookie: 'session=x' };
  const { code, errors, exchange } = await send('loose', { path: '/a/0', query: 'top=1000', headers });
  assert.equal(code, 'PARAMETER_INVALID');
  assert.deepEqual(errors, [
    'path /id must be >= 1',
    'query /top must be <= 100',
    'header /X-Trace must match the pattern of the contract',
    'cookie /session must NOT have fewer than 3 characters',
  ]);
  assert.equal(exchange.params, undefined);
});

test('absent values: a required parameter that is not there denies', async () => {
  assert.deepEqual((await send('loose', { path: '/a/7' })).errors, ['query /top is missing']);
});

test('names that the contract does not know are refused where the policy says so', async () => {
  assert.equal((await send('strict', { path: '/b/7', query: 'top=1&filter[role]=x&api_key=k' })).code, 'passes');
  assert.deepEqual((await send('strict', { path: '/b/7', query: 'top=1&admin=1&Top=2' })).errors, [
    'query /admin is not in the contract',
    'query /Top is not in the contract',
  ]);
  assert.equal((await send('noneStrict', { query: 'x=1' })).code, 'PARAMETER_INVALID');
  assert.equal((await send('noneStrict', { query: '%zz=1' })).code, 'PARAMETER_INVALID');
  assert.equal((await send('noneStrict', {})).code, 'passes');
});

test('an operation without parameters costs nothing', () => {
  assert.equal(parameters.compile!(model.operations.get('none')!, contextOf(model)), null);
});
