import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import objectOwner from '../../../src/gateway/guards/object-owner.js';
import objectTenant from '../../../src/gateway/guards/object-tenant.js';
import type { Guard } from '../../../src/gateway/guard.js';
import { LearnedOwners } from '../../../src/gateway/learned-owners.js';
import type { Principal } from '../../../src/identity/principal.js';
import { answerOf, contextOf, exchangeFor, judge, judgeAnswer, modelOf, principalOf } from '../guard-fixture.js';

const one = (name: string, type = 'string') => [{ name, in: 'path', required: true, schema: { type } }];
const paths = {
  '/orders': { post: { operationId: 'create', responses: {} } },
  '/orders/{orderId}': {
    get: { operationId: 'read', parameters: one('orderId'), responses: {} },
    delete: { operationId: 'remove', parameters: one('orderId'), responses: {} },
  },
  '/notes/{noteId}': { get: { operationId: 'note', parameters: one('noteId'), responses: {} } },
  '/tenants/{tenantId}': { get: { operationId: 'tenant', parameters: one('tenantId'), responses: {} } },
  '/drafts': { post: { operationId: 'draft', responses: {} } },
  '/drafts/{draftId}': { put: { operationId: 'change', parameters: one('draftId'), responses: {} } },
};
const loaded = modelOf(
  { paths },
  {
    roles: { customer: {}, support: { includes: ['customer'] }, operator: {} },
    resources: {
      order: {
        id: 'orderId',
        owner: { lookup: 'read', field: '/owner' },
        tenant: { lookup: 'read', field: '/tenant' },
        crossedBy: ['support'],
        tenantCrossedBy: ['operator'],
      },
      note: { id: 'noteId', tenant: { field: '/tenant', is: 'principal.claims./org' } },
      tenant: { id: 'tenantId', tenant: { id: 'principal.tenant' }, tenantCrossedBy: ['operator'] },
      draft: { id: 'draftId', tenant: { learned: 'draft' } },
    },
  },
);
const objects: Readonly<Record<string, unknown>> = {
  '1': { owner: 'alice', tenant: 'acme' },
  '2': { owner: 'alice', tenant: 'umbra' },
  '3': { owner: 'alice' },
  '4': { owner: 'bob', tenant: 'acme' },
};

const alice = principalOf({ subject: 'alice', tenant: 'acme', roles: ['customer'] });
const no = 'OBJECT_NOT_OWNED';

async function verdict(guard: Guard, operation: string, call: { path: string; principal: Principal | undefined }) {
  const model = await loaded;
  const context = contextOf(model, { fetchObject: async (_operation, id) => objects[id] });
  return (await judge(guard, exchangeFor(model, operation, call), context))?.code ?? 'passes';
}

describe('tenant separation', () => {
  test('an object of another tenant, or of none, is denied to its owner too', async () => {
    for (const [id, code] of [
      ['1', 'passes'],
      ['2', no],
      ['3', no],
      ['9', no],
    ] as const) {
      assert.equal(await verdict(objectTenant, 'remove', { path: `/orders/${id}`, principal: alice }), code, id);
    }
  });

  test('a caller without a tenant is denied, even where the object has none', async () => {
    for (const principal of [
      undefined,
      principalOf({ subject: 'alice' }),
      principalOf({ subject: 'alice', tenant: '' }),
    ]) {
      for (const id of ['1', '3']) {
        assert.equal(await verdict(objectTenant, 'remove', { path: `/orders/${id}`, principal }), no, id);
      }
    }
  });

  test('a role that crosses owners does not cross tenants; one that crosses tenants does not cross owners', async () => {
    const support = principalOf({ subject: 'sue', tenant: 'acme', roles: ['support'] });
    const operator = principalOf({ subject: 'olga', tenant: 'acme', roles: ['operator'] });
    const of = async (guard: Guard, id: string, principal: Principal) =>
      verdict(guard, 'remove', { path: `/orders/${id}`, principal });
    assert.deepEqual([await of(objectOwner, '4', support), await of(objectTenant, '4', support)], ['passes', 'passes']);
    assert.deepEqual([await of(objectOwner, '2', support), await of(objectTenant, '2', support)], ['passes', no]);
    assert.deepEqual([await of(objectOwner, '2', operator), await of(objectTenant, '2', operator)], [no, 'passes']);
  });

  test('form id: the id is the tenant', async () => {
    assert.equal(await verdict(objectTenant, 'tenant', { path: '/tenants/acme', principal: alice }), 'passes');
    assert.equal(await verdict(objectTenant, 'tenant', { path: '/tenants/umbra', principal: alice }), no);
    const none = principalOf({ subject: 'acme' });
    assert.equal(await verdict(objectTenant, 'tenant', { path: '/tenants/acme', principal: none }), no);
  });

  test('form field: the answer shows the tenant, compared with the claim that the policy names', async () => {
    const model = await loaded;
    const send = async (answer: unknown, claims: Readonly<Record<string, unknown>>) => {
      const principal = principalOf({ tenant: 'other', claims });
      const exchange = exchangeFor(model, 'note', { path: '/notes/1', principal });
      return (await judgeAnswer(objectTenant, exchange, answerOf(answer), contextOf(model)))?.code ?? 'passes';
    };
    assert.equal(await send({ tenant: 'acme' }, { org: 'acme' }), 'passes');
    assert.equal(await send({ tenant: 'other' }, { org: 'acme' }), no);
    assert.equal(await send({ tenant: 'other' }, {}), no);
    assert.equal(await send({}, { org: 'acme' }), no);
    assert.equal(await send({ tenant: null }, { org: null }), no);
  });

  test('form learned: the tenant of whoever made it', async () => {
    const model = await loaded;
    const learned = new LearnedOwners();
    const key = { api: 'test', resource: 'draft', id: '1' };
    await learned.learn(key, { tenant: { is: 'principal.tenant', value: 'acme' }, learnedAt: 0 });
    const context = contextOf(model);
    const send = async (path: string, tenant: string | undefined) => {
      const exchange = exchangeFor(model, 'change', { path, principal: principalOf({ tenant }) });
      const around = { ...context, services: { ...context.services, learned } };
      return (await judge(objectTenant, exchange, around))?.code ?? 'passes';
    };
    assert.equal(await send('/drafts/1', 'acme'), 'passes');
    assert.equal(await send('/drafts/1', 'umbra'), no);
    assert.equal(await send('/drafts/1', undefined), no);
    assert.equal(await send('/drafts/2', 'acme'), no);
  });

  test('an operation that is about no thing of a tenant has no such guard', async () => {
    const model = await loaded;
    assert.equal(objectTenant.compile!(model.operations.get('create')!, contextOf(model)), null);
  });
});
