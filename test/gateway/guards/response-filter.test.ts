import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import responseFilter from '../../../src/gateway/guards/response-filter.js';
import type { ApiModel } from '../../../src/model/types.js';
import { answerOf, contextOf, exchangeFor, judgeAnswer, modelOf } from '../guard-fixture.js';

let model: ApiModel;
before(async () => {
  const json = (schema: unknown) => ({ description: '', content: { 'application/json': { schema } } });
  const only = (name: string) => json({ type: 'object', properties: { [name]: {} } });
  const member = {
    type: 'object',
    properties: {
      name: {},
      passphrase: { type: 'string', writeOnly: true },
      friend: { $ref: '#/components/schemas/Member' },
    },
  };
  const responses = {
    '200': json({ $ref: '#/components/schemas/Member' }),
    '2XX': only('class'),
    default: only('other'),
    '204': { description: '' },
  };
  model = await modelOf(
    {
      components: { schemas: { Member: member } },
      paths: {
        '/m': { get: { operationId: 'get', responses } },
        '/n': { get: { operationId: 'plain', responses: { '200': { description: '' } } } },
      },
    },
    { operations: { get: { response: { filter: true } }, plain: { response: { filter: true } } } },
  );
});

async function send(value: unknown, facts: { status?: number; type?: string; operation?: string } = {}) {
  const answer = answerOf(value, facts);
  const denial = await judgeAnswer(
    responseFilter,
    exchangeFor(model, facts.operation ?? 'get'),
    answer,
    contextOf(model),
  );
  return denial?.code ?? answer.replaced() ?? 'unchanged';
}

test('what the schema of the status does not declare is removed, and so is what only requests may carry', async () => {
  assert.deepEqual(await send({ name: 'a', hash: 1, passphrase: 'x', friend: { name: 'b', hash: 2 } }), {
    name: 'a',
    friend: { name: 'b' },
  });
  assert.deepEqual(await send({ class: 1, name: 2 }, { status: 201 }), { class: 1 });
  assert.deepEqual(await send({ other: 1, name: 2 }, { status: 500 }), { other: 1 });
  assert.deepEqual(await send({ name: 'a', x: 1 }, { type: 'Application/Problem+JSON; charset=utf-8' }), { name: 'a' });
});

test('an answer that is declared as it is, is not written again', async () => {
  assert.equal(await send({ name: 'a' }), 'unchanged');
  assert.equal(await send({ any: 1 }, { operation: 'plain' }), 'unchanged');
  assert.equal(await send(undefined, { status: 204 }), 'unchanged');
  assert.equal(await send(Buffer.from('<p>'), { type: 'text/html' }), 'unchanged');
});

test('absent values: what cannot be filtered is withheld', async () => {
  assert.equal(await send(Buffer.from('{"name":')), 'RESPONSE_REFUSED');
  assert.equal(await send({ name: 'x'.repeat(1024 * 1024) }), 'RESPONSE_REFUSED');
});
