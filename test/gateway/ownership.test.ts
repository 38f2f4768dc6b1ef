import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import objectOwner from '../../src/gateway/guards/object-owner.js';
import { LearnedOwners } from '../../src/gateway/learned-owners.js';
import type { Principal } from '../../src/identity/principal.js';
import type { ApiModel, OwnerRule } from '../../src/model/types.js';
import {
  answerOf,
  contextOf,
  exchangeFor,
  judgeAnswer,
  modelOf,
  operationOf,
  principalOf,
  type Fields,
} from './guard-fixture.js';

const paths = {
  '/orders/{orderId}': {
    get: {
      operationId: 'order',
      parameters: [{ name: 'orderId', in: 'path', required: true, schema: { type: 'string' } }],
      responses: {},
    },
  },
  '/move': {
    post: { operationId: 'move', requestBody: { content: { 'application/json': { schema: {} } } }, responses: {} },
  },
};
const loaded = modelOf({ paths }, { roles: { support: {} } });
const alice = principalOf({ subject: 'alice' });
const lookup = { kind: 'lookup', operationId: 'order', field: '/owner', cacheSeconds: 0 } as const;
const field = { kind: 'field', field: '/owner' } as const;

interface Scene {
  readonly rule?: Partial<OwnerRule>;
  readonly form: OwnerRule['form'];
  readonly learned?: LearnedOwners;
  /** What the upstream has. */
  readonly objects?: Fields;
  readonly now?: () => number;
}

/** One operation with one rule, its pipeline compiled once. */
async function stage(name: 'order' | 'move', { form, rule, learned, objects = {}, now = () => 0 }: Scene) {
  const model = await loaded;
  const found = operationOf(model, name);
  const owner: OwnerRule = {
    resource: 'order',
    id: name === 'order' ? { in: 'path', name: 'orderId' } : { in: 'body', name: 'ids', pointer: '/ids' },
    is: 'principal.subject',
    crossedBy: ['support'],
    form,
    ...rule,
  };
  const operation = { ...found, policy: { ...found.policy, owners: [owner] } };
  const changed: ApiModel = { ...model, operations: new Map([...model.operations, [name, operation]]) };
  const asked: string[] = [];
  const context = contextOf(changed, {
    fetchObject: async (_operation, id) => {
      asked.push(id);
      return objects[id];
    },
  });
  const services = { ...context.services, ...(learned ? { learned } : {}), clock: { now, monotonic: now } };
  const handler = objectOwner.compile!(operation, { ...context, services });
  const ask = async (id: string, principal: Principal | undefined = alice, answer?: unknown) => {
    const call = name === 'order' ? { path: `/orders/${id}`, principal } : { body: { ids: id.split(',') }, principal };
    const exchange = exchangeFor(changed, name, call);
    const denial = await handler!(exchange);
    if (denial || answer === undefined) return denial?.code ?? 'passes';
    const later = await judgeAnswer(objectOwner, exchange, answerOf(answer), { ...context, services });
    return later?.code ?? 'passes';
  };
  return { ask, asked };
}

/** Remembers orders 1 (alice) and 2 (bob), and 3 by another field of the principal. */
async function memory(): Promise<LearnedOwners> {
  const learned = new LearnedOwners();
  const key = (id: string) => ({ api: 'test', resource: 'order', id });
  await learned.learn(key('1'), { owner: { is: 'principal.subject', value: 'alice' }, learnedAt: 0 });
  await learned.learn(key('2'), { owner: { is: 'principal.subject', value: 'bob' }, learnedAt: 0 });
  await learned.learn(key('3'), { owner: { is: 'principal.tenant', value: 'alice' }, learnedAt: 0 });
  await learned.learn(key('4'), { tenant: { is: 'principal.tenant', value: 'alice' }, learnedAt: 0 });
  return learned;
}

describe('form learned', () => {
  test('what is remembered decides; what nobody remembers is nobody’s', async () => {
    const { ask } = await stage('order', { form: { kind: 'learned', otherwise: undefined }, learned: await memory() });
    const verdicts = await Promise.all(['1', '2', '3', '4', '5'].map((id) => ask(id)));
    assert.deepEqual(verdicts, ['passes', ...Array.from({ length: 4 }, () => 'OBJECT_NOT_OWNED')]);
  });

  test('absent values deny: no principal, no subject, no memory at all', async () => {
    const form = { kind: 'learned', otherwise: undefined } as const;
    const { ask } = await stage('order', { form, learned: await memory() });
    assert.equal(await ask('1', principalOf({ subject: undefined })), 'OBJECT_NOT_OWNED');
    assert.equal(await ask('1', principalOf({ subject: '' })), 'OBJECT_NOT_OWNED');
    const forgetful = await stage('order', { form });
    assert.equal(await forgetful.ask('1'), 'OBJECT_NOT_OWNED');
  });

  test('a role that may cross needs no memory', async () => {
    const { ask } = await stage('order', { form: { kind: 'learned', otherwise: undefined } });
    assert.equal(await ask('9', principalOf({ roles: ['support'] })), 'passes');
  });

  test('with lookup: the upstream is asked about what nobody remembers, and only about that', async () => {
    const objects = { '2': { owner: 'alice' }, '5': { owner: 'alice' }, '6': { owner: 'bob' }, '7': {} };
    const scene = { form: { kind: 'learned', otherwise: lookup } as const, learned: await memory(), objects };
    const { ask, asked } = await stage('order', scene);
    const verdicts = [];
    for (const id of ['1', '2', '5', '6', '7', '8']) verdicts.push(await ask(id));
    const no = 'OBJECT_NOT_OWNED';
    assert.deepEqual(verdicts, ['passes', no, 'passes', no, no, no]);
    assert.deepEqual(asked, ['5', '6', '7', '8']);
  });

  test('with field: the answer is looked at where nobody remembers', async () => {
    const form = { kind: 'learned', otherwise: field } as const;
    const { ask } = await stage('order', { form, learned: await memory() });
    assert.equal(await ask('1', alice, { note: 'no owner in it' }), 'passes');
    assert.equal(await ask('2', alice, { owner: 'alice' }), 'OBJECT_NOT_OWNED');
    assert.equal(await ask('5', alice, { owner: 'alice' }), 'passes');
    assert.equal(await ask('5', alice, { owner: 'bob' }), 'OBJECT_NOT_OWNED');
    assert.equal(await ask('5', alice, {}), 'OBJECT_NOT_OWNED');
  });

  test('a store that is away lets nobody in', async () => {
    const learned = new LearnedOwners({ source: { find: () => Promise.reject(new Error('away')) } });
    const { ask } = await stage('order', { form: { kind: 'learned', otherwise: lookup }, learned });
    await assert.rejects(ask('1'), /away/);
  });

  test('several ids in one body: all must be owned, whichever form answers', async () => {
    const objects = { '5': { owner: 'alice' }, '6': { owner: 'bob' } };
    const form = { kind: 'learned', otherwise: lookup } as const;
    const { ask } = await stage('move', { form, learned: await memory(), objects });
    assert.equal(await ask('1,5,1'), 'passes');
    assert.equal(await ask('1,6'), 'OBJECT_NOT_OWNED');
    assert.equal(await ask('5,2'), 'OBJECT_NOT_OWNED');
    assert.equal(await ask('1,'), 'OBJECT_NOT_OWNED');
  });
});

describe('form lookup with cacheSeconds', () => {
  const form = { ...lookup, cacheSeconds: 5 };
  const objects = { '1': { owner: 'alice' }, '2': {} };

  test('asks once per object, caller and time', async () => {
    let now = 0;
    const { ask, asked } = await stage('order', { form, objects, now: () => now });
    for (let i = 0; i < 3; i++) assert.equal(await ask('1'), 'passes');
    assert.deepEqual(asked, ['1']);
    now = 5001;
    assert.equal(await ask('1'), 'passes');
    assert.deepEqual(asked, ['1', '1']);
  });

  test('remembers for one credential only: another may see less', async () => {
    const { ask, asked } = await stage('order', { form, objects });
    await ask('1');
    const mallory = principalOf({ subject: 'mallory', credential: { scheme: 'bearer', id: 'other' } });
    assert.equal(await ask('1', mallory), 'OBJECT_NOT_OWNED');
    assert.equal(asked.length, 2);
  });

  test('never remembers that there was no owner', async () => {
    const { ask, asked } = await stage('order', { form, objects });
    assert.equal(await ask('2'), 'OBJECT_NOT_OWNED');
    assert.equal(await ask('2'), 'OBJECT_NOT_OWNED');
    assert.equal(asked.length, 2);
  });

  test('0 asks every time', async () => {
    const { ask, asked } = await stage('order', { form: lookup, objects });
    await ask('1');
    await ask('1');
    assert.equal(asked.length, 2);
  });
});
