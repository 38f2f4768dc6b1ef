import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import readProperties from '../../../src/gateway/guards/read-properties.js';
import type { ApiModel } from '../../../src/model/types.js';
import { answerOf, contextOf, exchangeFor, judgeAnswer, modelOf, principalOf } from '../guard-fixture.js';

let model: ApiModel;
before(async () => {
  const rules = { '/hash': [], '/items/*/limit': ['support'] };
  model = await modelOf(
    { paths: { '/c': { get: { operationId: 'get', responses: {} } } } },
    { roles: { customer: {}, support: {} }, operations: { get: { readProperties: rules } } },
  );
});

async function send(
  value: unknown,
  facts: { roles?: readonly string[] | undefined; type?: string; status?: number } = {},
) {
  const { roles = ['customer'], ...rest } = facts;
  const principal = 'roles' in facts && facts.roles === undefined ? undefined : principalOf({ roles });
  const answer = answerOf(value, rest);
  const denial = await judgeAnswer(readProperties, exchangeFor(model, 'get', { principal }), answer, contextOf(model));
  return denial?.code ?? answer.replaced() ?? 'unchanged';
}

test('properties that the roles may not read are removed', async () => {
  const value = { name: 'a', hash: 'h', items: [{ n: 1, limit: 5 }, { n: 2 }] };
  assert.deepEqual(await send(value), { name: 'a', items: [{ n: 1 }, { n: 2 }] });
  assert.deepEqual(await send(value, { roles: ['support'] }), { name: 'a', items: [{ n: 1, limit: 5 }, { n: 2 }] });
  assert.deepEqual(await send({ hash: 'h' }, { status: 400 }), {});
});

test('absent values: no principal reads nothing that is guarded', async () => {
  assert.deepEqual(await send({ hash: 1, items: [{ limit: 1 }] }, { roles: undefined }), { items: [{}] });
  assert.deepEqual(await send({ hash: null }, { roles: [] }), {});
});

test('an answer without such a property is not written again, one that only claims to be JSON is withheld', async () => {
  assert.equal(await send({ name: 'a' }), 'unchanged');
  assert.equal(await send(undefined), 'unchanged');
  assert.equal(await send(Buffer.from('{"hash":')), 'RESPONSE_REFUSED');
  assert.equal(await send(Buffer.from('hash'), { type: 'text/plain' }), 'unchanged');
});
