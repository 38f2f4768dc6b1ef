import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import responseSchema from '../../../src/gateway/guards/response-schema.js';
import { isEnforced } from '../../../src/gateway/pipeline.js';
import type { ApiModel } from '../../../src/model/types.js';
import { answerOf, contextOf, exchangeFor, judgeAnswer, modelOf, operationOf } from '../guard-fixture.js';

let model: ApiModel;
before(async () => {
  const user = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'integer' }, secret: { type: 'string', writeOnly: true } },
  };
  const responses = {
    '200': { description: '', content: { 'application/json': { schema: user }, 'image/*': {} } },
    '201': { description: '', headers: { Location: { required: true, schema: { type: 'string' } } } },
    '4XX': { description: '', content: { 'application/problem+json': {} } },
    '204': { description: '', content: { 'application/json': {} } },
  };
  const get = (operationId: string) => ({ get: { operationId, responses } });
  model = await modelOf(
    { paths: { '/a': get('strict'), '/b': get('watched'), '/c': get('sampled'), '/d': get('plain') } },
    {
      operations: {
        strict: { response: { validate: 'enforce' } },
        watched: { response: { validate: 'monitor' } },
        sampled: { response: { validate: 'enforce', samplePercent: 25 } },
      },
    },
  );
});

async function send(value: unknown, facts: { status?: number; type?: string; operation?: string } = {}) {
  const { operation = 'strict', ...rest } = facts;
  const denial = await judgeAnswer(
    responseSchema,
    exchangeFor(model, operation),
    answerOf(value, rest),
    contextOf(model),
  );
  return denial ? `${denial.code}: ${String(denial.detail?.['reason'])}` : 'passes';
}

for (const [what, value, facts, expected] of [
  ['an answer of the contract', { id: 1 }, {}, 'passes'],
  ['a property of another type', { id: 'x' }, {}, 'the body does not match the contract'],
  ['a missing property', {}, {}, 'the body does not match the contract'],
  ['a property that only requests may carry', { id: 1, secret: 'x' }, {}, 'the body does not match the contract'],
  ['text that says it is JSON', Buffer.from('oops'), {}, 'the answer is not JSON'],
  ['a media type of a range', Buffer.from('x'), { type: 'image/png' }, 'passes'],
  ['another media type', Buffer.from('<html>'), { type: 'text/html' }, 'the media type is not in the contract'],
  ['a media type that cannot be read', { id: 1 }, { type: 'json' }, 'the media type is not in the contract'],
  ['another status', {}, { status: 500 }, 'the status is not in the contract'],
  ['a status of a class', {}, { status: 404, type: 'application/problem+json' }, 'passes'],
  ['no body', undefined, {}, 'passes'],
  ['a status that has none', undefined, { status: 204 }, 'passes'],
  ['a missing header field', undefined, { status: 201 }, 'the header field Location is missing'],
] as const) {
  test(`${what}: ${expected}`, async () => {
    const verdict = await send(value, facts);
    assert.equal(verdict, expected === 'passes' ? expected : `RESPONSE_REFUSED: ${expected}`);
  });
}

test('the event names places of the body, never values', async () => {
  const answer = answerOf({ id: 'a secret' });
  const denial = await judgeAnswer(responseSchema, exchangeFor(model, 'strict'), answer, contextOf(model));
  assert.deepEqual(denial?.detail?.['places'], [{ pointer: '/id', reason: 'must be integer' }]);
});

test('a share of the answers is compared, beginning with the first', async () => {
  const compare = responseSchema.compileAnswer!(operationOf(model, 'sampled'), contextOf(model))!;
  const exchange = exchangeFor(model, 'sampled');
  const verdicts = await Promise.all(Array.from({ length: 100 }, () => compare(exchange, answerOf({}))));
  assert.equal(verdicts.filter((verdict) => verdict !== undefined).length, 25);
  assert.ok(verdicts[0]);
});

test('`monitor` only reports, whatever the mode of the operation', () => {
  assert.equal(isEnforced(responseSchema, operationOf(model, 'watched')), false);
  assert.equal(isEnforced(responseSchema, operationOf(model, 'strict')), true);
});

test('an operation that does not ask for it is left alone', () => {
  assert.equal(responseSchema.compileAnswer?.(operationOf(model, 'plain'), contextOf(model)), null);
});
