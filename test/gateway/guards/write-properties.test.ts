import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import writeProperties from '../../../src/gateway/guards/write-properties.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf, principalOf, type RequestFacts } from '../guard-fixture.js';

let model: ApiModel;
before(async () => {
  const post = (operationId: string) => ({
    post: { operationId, requestBody: { content: { '*/*': {} } }, responses: {} },
  });
  const rules = { '/creditLimit': ['admin'], '/lines/*/discount': ['admin', 'support'], '/secret': [] };
  model = await modelOf(
    { paths: { '/c': post('create'), '/free': post('free') } },
    { roles: { customer: {}, support: {}, admin: {} }, operations: { create: { writeProperties: rules } } },
  );
});

async function pointers(facts: RequestFacts, roles: readonly string[] = ['customer']) {
  const exchange = exchangeFor(model, 'create', { principal: principalOf({ roles }), ...facts });
  const denial = await judge(writeProperties, exchange, contextOf(model));
  if (denial && denial.code !== 'PROPERTY_NOT_WRITABLE') return denial.code;
  return denial?.errors?.map(({ pointer }) => pointer).join(' ') ?? 'passes';
}

const patch = { 'content-type': 'application/json-patch+json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

test('a property may be set only by its roles', async () => {
  const table: [RequestFacts, readonly string[], string][] = [
    [{ body: { name: 'x' } }, ['customer'], 'passes'],
    [{ body: { creditLimit: 1 } }, ['customer'], '/creditLimit'],
    [{ body: { creditLimit: null } }, ['customer'], '/creditLimit'],
    [{ body: { CreditLimit: 1 } }, ['customer'], '/creditLimit'],
    [{ body: { creditLimit: 1 } }, ['admin'], 'passes'],
    [{ body: { secret: 1 } }, ['admin', 'support', 'customer'], '/secret'],
    [{ body: { lines: [{ sku: 1 }, { discount: 5 }] } }, ['customer'], '/lines/*/discount'],
    [{ body: { lines: [{ discount: 5 }] } }, ['support'], 'passes'],
    [{ body: { lines: [], creditLimit: 1, secret: 2 } }, ['customer'], '/creditLimit /secret'],
    [{ body: Buffer.from('{"\\u0063reditLimit":1}') }, ['customer'], '/creditLimit'],
    [{ body: Buffer.from('{"a":1,"a":2}') }, ['customer'], 'BODY_INVALID'],
    [{}, ['customer'], 'passes'],
  ];
  for (const [facts, roles, wanted] of table) assert.equal(await pointers(facts, roles), wanted, String(facts.body));
});

test('absent values: no principal and no roles may set nothing that is guarded', async () => {
  assert.equal(await pointers({ principal: undefined, body: { creditLimit: 1 } }), '/creditLimit');
  assert.equal(await pointers({ body: { creditLimit: 1 } }, []), '/creditLimit');
});

test('JSON Patch writes by path', async () => {
  const table: [unknown, string][] = [
    [[{ op: 'replace', path: '/name', value: 1 }], 'passes'],
    [[{ op: 'test', path: '/creditLimit', value: 1 }], 'passes'],
    [[{ op: 'replace', path: '/creditLimit', value: 1 }], '/creditLimit'],
    [[{ op: 'remove', path: '/creditLimit' }], '/creditLimit'],
    [[{ op: 'copy', from: '/name', path: '/creditLimit' }], '/creditLimit'],
    [[{ op: 'move', from: '/creditLimit', path: '/name' }], '/creditLimit'],
    [[{ op: 'add', path: '/lines/-', value: { discount: 1 } }], '/lines/*/discount'],
    [[{ op: 'add', path: '/lines/0/discount', value: 1 }], '/lines/*/discount'],
    [[{ op: 'add', path: '/lines/-', value: { sku: 1 } }], 'passes'],
    [[{ op: 'replace', path: '', value: { creditLimit: 1 } }], '/creditLimit'],
    [[{ op: 'replace' }], '/creditLimit /lines/*/discount /secret'],
    [{}, '/creditLimit /lines/*/discount /secret'],
  ];
  for (const [body, wanted] of table)
    assert.equal(await pointers({ body, headers: patch }), wanted, JSON.stringify(body));
});

test('forms are read, and what cannot be read may set nothing', async () => {
  assert.equal(await pointers({ body: Buffer.from('name=x'), headers: form }), 'passes');
  assert.equal(await pointers({ body: Buffer.from('name=x&credit%4Cimit=1'), headers: form }), '/creditLimit');
  assert.equal(await pointers({ body: Buffer.from('lines[0][discount]=1'), headers: form }), '/lines/*/discount');
  assert.equal(await pointers({ body: Buffer.from('%zz=1'), headers: form }), '/creditLimit /lines/*/discount /secret');
  for (const type of ['application/xml', 'multipart/form-data; boundary=x', '']) {
    assert.equal(
      await pointers({ body: Buffer.from('<a/>'), headers: { 'content-type': type } }),
      '/creditLimit /lines/*/discount /secret',
      type,
    );
  }
  assert.equal(
    await pointers({ headers: { 'transfer-encoding': 'chunked' } }),
    '/creditLimit /lines/*/discount /secret',
  );
});

test('an operation without such properties costs nothing', () => {
  assert.equal(writeProperties.compile!(model.operations.get('free')!, contextOf(model)), null);
});
