import assert from 'node:assert/strict';
import { test } from 'node:test';
import condition from '../../../src/gateway/guards/condition.js';
import { contextOf, exchangeFor, judge, modelOf, principalOf, type RequestFacts } from '../guard-fixture.js';

const parameters = [
  { name: 'n', in: 'query', schema: { type: 'integer' } },
  { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
];
const alice = principalOf({ tenant: 'acme', roles: ['staff'], claims: { level: 3, name: 'a' } });

async function modelWith(when: string) {
  const paths = { '/x/{id}': { get: { operationId: 'x', parameters, responses: {} } } };
  return modelOf({ paths }, { operations: { x: { when } } });
}

async function verdict(when: string, facts: RequestFacts) {
  const model = await modelWith(when);
  const now = Date.UTC(2026, 0, 5, 19, 30);
  const denial = await judge(condition, exchangeFor(model, 'x', { path: '/x/7', ...facts }), contextOf(model, { now }));
  return denial?.code ?? 'passes';
}

test('only a condition that is true lets a call pass; errors and other values deny', async () => {
  const table: [string, RequestFacts, string][] = [
    ['request.time.getHours() < 20', {}, 'passes'],
    ['request.time.getHours() < 19', {}, 'CONDITION_FAILED'],
    ["principal.tenant == 'acme'", { principal: alice }, 'passes'],
    ["'staff' in principal.roles", { principal: alice }, 'passes'],
    ['principal.claims.level >= 3', { principal: alice }, 'passes'],
    ['principal.claims.level >= 4', { principal: alice }, 'CONDITION_FAILED'],
    ["request.method == 'GET' && request.path == '/x/7'", {}, 'passes'],
    ["request.params.path.id == '7' && request.params.query.n > 2", { query: 'n=3' }, 'passes'],
    ['request.params.query.n > 2', { query: 'n=x' }, 'PARAMETER_INVALID'],
    // Absent values deny, also where a comparison with nothing would be true.
    ["principal.tenant != 'evil'", {}, 'CONDITION_FAILED'],
    ["principal.tenant != 'evil'", { principal: principalOf() }, 'CONDITION_FAILED'],
    ["principal.claims.missing != 'x'", { principal: alice }, 'CONDITION_FAILED'],
    ['request.params.query.n < 2', {}, 'CONDITION_FAILED'],
    ['principal.subject', { principal: alice }, 'CONDITION_FAILED'],
    ['principal.claims.name > 3', { principal: alice }, 'CONDITION_FAILED'],
  ];
  for (const [when, facts, code] of table) assert.equal(await verdict(when, facts), code, when);
});

test('a condition that cannot be understood stops the policy from loading', async () => {
  const model = await modelWith('true');
  for (const when of ['unknown == 1', 'request.time.getHours( < 2']) {
    const operation = model.operations.get('x')!;
    const changed = { ...operation, policy: { ...operation.policy, when } };
    assert.throws(() => condition.compile!(changed, contextOf(model)), { code: 'POLICY_INVALID' }, when);
  }
});
