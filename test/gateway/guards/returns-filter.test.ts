import assert from 'node:assert/strict';
import { test } from 'node:test';
import returnsFilter from '../../../src/gateway/guards/returns-filter.js';
import type { ReturnsRule } from '../../../src/model/types.js';
import { answerOf, contextOf, exchangeFor, judgeAnswer, modelOf, operationOf, principalOf } from '../guard-fixture.js';

const loaded = modelOf(
  { paths: { '/orders': { get: { operationId: 'list', responses: {} } } } },
  { roles: { support: {} } },
);
const alice = principalOf({ subject: 'alice' });

async function send(
  value: unknown,
  facts: { rule?: Partial<ReturnsRule>; principal?: typeof alice | undefined; status?: number } = {},
) {
  const model = await loaded;
  const returns: ReturnsRule = {
    resource: 'order',
    items: '/items',
    field: '/owner/id',
    is: 'principal.subject',
    others: 'remove',
    crossedBy: ['support'],
    ...facts.rule,
  };
  const found = operationOf(model, 'list');
  const operation = { ...found, policy: { ...found.policy, returns } };
  const changed = { ...model, operations: new Map([['list', operation]]) };
  const answer = answerOf(value, { status: facts.status ?? 200 });
  const principal = 'principal' in facts ? facts.principal : alice;
  const denial = await judgeAnswer(
    returnsFilter,
    exchangeFor(changed, 'list', { principal }),
    answer,
    contextOf(changed),
  );
  return { code: denial?.code ?? 'passes', shown: answer.replaced() };
}

const mine = { n: 1, owner: { id: 'alice' } };
const theirs = { n: 2, owner: { id: 'bob' } };

test('items of others and items without an owner are removed, the rest of the answer stays', async () => {
  const result = await send({ page: 1, items: [mine, theirs, { n: 3 }, null, { owner: null }] });
  assert.deepEqual(result, { code: 'passes', shown: { page: 1, items: [mine] } });
  assert.deepEqual(await send([mine, theirs], { rule: { items: '' } }), { code: 'passes', shown: [mine] });
});

test('an answer with nothing to remove is not written again', async () => {
  assert.deepEqual(await send({ items: [mine] }), { code: 'passes', shown: undefined });
  assert.deepEqual(await send({ items: [] }), { code: 'passes', shown: undefined });
});

test('the answer may be withheld instead', async () => {
  assert.equal((await send({ items: [mine, theirs] }, { rule: { others: 'deny' } })).code, 'RESPONSE_REFUSED');
  assert.equal((await send({ items: [mine] }, { rule: { others: 'deny' } })).code, 'passes');
});

test('absent values: no principal and no subject see nothing, no list is withheld', async () => {
  assert.deepEqual((await send({ items: [mine, { n: 4 }] }, { principal: undefined })).shown, { items: [] });
  const nobody = principalOf({ subject: undefined });
  assert.deepEqual((await send({ items: [{ owner: { id: null } }, { owner: {} }] }, { principal: nobody })).shown, {
    items: [],
  });
  for (const value of [{}, { items: null }, { items: { 0: mine } }, undefined, 'text']) {
    assert.equal((await send(value)).code, 'RESPONSE_REFUSED', JSON.stringify(value));
  }
});

test('errors pass, and a role that may cross sees everything', async () => {
  assert.equal((await send({ title: 'no' }, { status: 404 })).code, 'passes');
  assert.equal((await send({ items: [theirs] }, { principal: principalOf({ roles: ['support'] }) })).shown, undefined);
});

test('items of another tenant are removed too, whoever may see those of others', async () => {
  const rule: Partial<ReturnsRule> = { tenant: { field: '/tenant', is: 'principal.tenant', crossedBy: ['operator'] } };
  const item = (n: number, owner: string, tenant?: string) => ({ n, owner: { id: owner }, ...(tenant && { tenant }) });
  const items = [item(1, 'alice', 'acme'), item(2, 'alice', 'umbra'), item(3, 'alice'), item(4, 'bob', 'acme')];
  const shownTo = async (who: Partial<typeof alice>) => {
    const { code, shown } = await send({ items }, { rule, principal: principalOf({ subject: 'alice', ...who }) });
    assert.equal(code, 'passes');
    return ((shown ?? { items }) as { items: readonly { n: number }[] }).items.map(({ n }) => n);
  };
  assert.deepEqual(await shownTo({ tenant: 'acme' }), [1]);
  assert.deepEqual(await shownTo({}), []);
  assert.deepEqual(await shownTo({ tenant: '' }), []);
  assert.deepEqual(await shownTo({ tenant: 'acme', roles: ['support'] }), [1, 4]);
  assert.deepEqual(await shownTo({ roles: ['operator'] }), [1, 2, 3]);
  assert.deepEqual(await shownTo({ roles: ['operator', 'support'] }), [1, 2, 3, 4]);
});
