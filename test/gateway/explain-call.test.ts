import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallExplanation } from '../../src/gateway/explain-call.js';
import { Login, startApi, startArena, type Arena, type Caller } from './explain-arena.js';
import { projectOf } from './model-of.js';

const contract = `security: [{ bearer: [] }]
paths:
  /orders/{orderId}:
    parameters: [{ name: orderId, in: path, required: true, schema: { type: integer } }]
    get: { operationId: getOrder, responses: { '200': { description: ok } } }
    delete: { operationId: deleteOrder, responses: { '204': { description: gone } } }
  /watched: { get: { operationId: getWatched, responses: { '200': { description: ok } } } }
  /uniform: { get: { operationId: getUniform, responses: { '200': { description: ok } } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;
const policy = `identity:
  schemes:
    bearer: { issuer: https://login.example/, audience: shop, algorithms: [ES256], jwks: { file: jwks.json }, claims: { roles: roles } }
roles: { customer: {}, admin: {} }
defaults: { mode: enforce, roles: [customer], rateLimits: [{ limit: 1, windowSeconds: 3600, per: principal }] }
resources: { order: { id: orderId, owner: { lookup: getOrder, field: /customer } } }
operations:
  getWatched: { mode: monitor, roles: [admin] }
  getUniform: { roles: [admin], response: { uniform: { statuses: [403, 404], status: 404, title: Not here } } }
`;

const asked: string[] = [];
let arena: Arena;
let alice: Caller;

const explain = (
  line: string,
  { caller = alice, asksUpstream = false, assume = true } = {},
): Promise<CallExplanation> => {
  const [method = '', target = ''] = line.split(' ');
  return arena.explain({ method, target, headers: [] }, { caller, assume, asksUpstream });
};

const verdictOf = ({ verdicts }: CallExplanation, guard: string) => verdicts.find((one) => one.guard === guard);

test('a call is explained', async (t) => {
  const login = new Login('shop');
  const upstreamUrl = await startApi(t, (method, { pathname }) => {
    asked.push(`${method} ${pathname}`);
    return { status: 200, body: { customer: pathname.endsWith('1') ? 'alice' : 'bob' } };
  });
  arena = await startArena(t, projectOf({ contract, policy, upstreamUrl }), await login.jwks());
  alice = await login.caller('alice', { subject: 'alice', roles: ['customer'] });

  await t.test('what only the upstream knows is left open, and nothing is sent to it', async () => {
    const explained = await explain('DELETE /orders/2');
    assert.equal(explained.outcome, 'accepted');
    assert.equal(explained.operation?.id, 'deleteOrder');
    const owner = verdictOf(explained, 'object-owner');
    assert.deepEqual([owner?.verdict, owner?.asks], ['depends', [{ operation: 'getOrder', id: '2' }]]);
    assert.deepEqual(asked, []);
  });

  await t.test('guards after an open one judge all the same', async () => {
    const explained = await explain('DELETE /orders/x');
    assert.deepEqual([explained.code, explained.status, explained.outcome], ['PARAMETER_INVALID', 400, 'denied']);
  });

  await t.test('the upstream is asked when it may be, and is never sent a write', async () => {
    const [own, other] = [
      await explain('DELETE /orders/1', { asksUpstream: true }),
      await explain('DELETE /orders/2', { asksUpstream: true }),
    ];
    assert.deepEqual([own.outcome, other.outcome], ['accepted', 'denied']);
    assert.deepEqual([other.code, other.guard, other.status], ['OBJECT_NOT_OWNED', 'object-owner', 404]);
    assert.deepEqual(asked.splice(0), ['GET /orders/1', 'GET /orders/2']);
  });

  await t.test('a read is sent, and its answer judged', async () => {
    const read = await explain('GET /orders/1', { asksUpstream: true });
    assert.deepEqual([read.outcome, read.status], ['answered', 200]);
    const answer = verdictOf(await explain('GET /orders/2', { asksUpstream: true }), 'object-owner');
    assert.deepEqual([answer?.judged, answer?.verdict], ['answer', 'denies']);
    assert.deepEqual(asked.splice(0), ['GET /orders/1', 'GET /orders/2']);
  });

  await t.test('credentials are verified unless somebody is assumed', async () => {
    const bad: Caller = { name: 'bad', header: 'Bearer a.b.c', assumed: undefined };
    const denied = await explain('GET /orders/1', { caller: bad, assume: false });
    assert.deepEqual([denied.code, denied.guard, denied.status], ['CREDENTIAL_INVALID', 'authenticate', 401]);
    const real = await explain('GET /orders/1', { assume: false });
    assert.deepEqual([real.outcome, real.exchange?.principal?.subject], ['accepted', 'alice']);
  });

  await t.test('what monitor mode records is told, and does not deny', async () => {
    const explained = await explain('GET /watched');
    assert.deepEqual([explained.outcome, explained.wouldDeny], ['accepted', ['ROLE_MISSING']]);
    assert.equal(verdictOf(explained, 'roles')?.verdict, 'would deny');
  });

  await t.test('the status is the one that the client sees, the code the one that the log has', async () => {
    const explained = await explain('GET /uniform');
    assert.deepEqual([explained.status, explained.code, explained.guard], [404, 'ROLE_MISSING', 'roles']);
  });

  await t.test('what is refused before any guard is said so', async () => {
    const [path, method, unknown] = [
      await explain('GET //orders/1'),
      await explain('PUT /orders/1'),
      await explain('GET /nowhere'),
    ];
    assert.deepEqual([path.guard, path.operation], ['message', undefined]);
    assert.deepEqual([method.code, method.guard], ['METHOD_NOT_ALLOWED', 'route']);
    assert.deepEqual([unknown.code, unknown.guard, unknown.verdicts], ['OPERATION_UNKNOWN', 'route', []]);
  });
});
