import assert from 'node:assert/strict';
import { describe, it, test, type TestContext } from 'node:test';
import { EventMarks } from '../../src/gateway/event-marks.js';
import { call, startGateway, startUpstream } from './harness.js';

const contract = `paths:
  /orders/{orderId}:
    get:
      operationId: getOrder
      security: []
      parameters: [{ name: orderId, in: path, required: true, schema: { type: string } }, { name: view, in: query, schema: { type: string } }]
      responses: { '200': { description: ok } }
  /login:
    post:
      operationId: login
      security: []
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { '200': { description: ok } }
`;
const policy = `defaults: { mode: enforce, rateLimits: [{ limit: 4, windowSeconds: 3600, per: address, cost: 1 }] }
detections:
  context:
    logins: { login: { account: /email } }
    sessionCookie: sid
    decoys: { paths: [/old/backup.zip], objects: ['666'], fields: [debug] }
`;

async function start(t: TestContext) {
  const upstream = await startUpstream(t);
  return startGateway(t, { upstream, contract, policy, options: { eventKey: Buffer.alloc(32, 1) } });
}

describe('hashes of events', () => {
  it('are equal in all workers that have the key, and tell nothing without it', () => {
    const [one, same, other] = [1, 1, 2].map((fill) => new EventMarks(Buffer.alloc(32, fill)));
    assert.equal(one!.hash('ann@example.com'), same!.hash('ann@example.com'));
    assert.notEqual(one!.hash('ann@example.com'), other!.hash('ann@example.com'));
    assert.match(one!.hash('x'), /^[\w-]{8}$/);
    assert.equal(one!.agentOf(undefined), undefined);
  });
});

test('a call is marked with agent, session, object and limit, never with their values', async (t) => {
  const { port, access } = await start(t);
  await call(port, '/orders/1001?view=full&orderId=7&secret=1', {
    headers: { 'user-agent': 'reader/1.0', cookie: 'a=1; sid=s3cret' },
  });
  await call(port, '/orders/1002', { headers: { 'user-agent': 'browser', cookie: 'sid=s3cret' } });
  const [first, second] = access;
  assert.deepEqual(
    first!.signals!.split(' ').map((word) => word.split(':')[0]),
    ['duplicate-id', 'param', 'param'],
  );
  assert.equal(second!.signals, undefined);
  assert.notEqual(first!.agent, second!.agent);
  assert.equal(first!.session, second!.session);
  assert.notEqual(first!.object, second!.object);
  assert.equal(second!.objectNumber! - first!.objectNumber!, 1, 'neighbours stay neighbours');
  assert.notEqual(first!.objectNumber, 1001);
  assert.deepEqual([first!.limitUsed, second!.limitUsed], [25, 50]);
  for (const value of ['1001', 's3cret', 'reader', 'secret'])
    assert.ok(
      !JSON.stringify({ ...first, id: '', exchangeId: '', time: 0, micros: 0, objectNumber: 0 }).includes(value),
      value,
    );
});

test('a login is marked with its account, in any spelling', async (t) => {
  const { port, access } = await start(t);
  for (const email of ['Ann@Example.com', ' ann@example.com', 'bob@example.com'])
    await call(port, '/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    });
  const [one, same, other] = access.map(({ account }) => account);
  assert.ok(one !== undefined && one === same && one !== other);
});

test('decoys are recognised in paths, objects and fields', async (t) => {
  const { port, access, events } = await start(t);
  await call(port, '/old/backup.zip');
  await call(port, '/orders/666');
  await call(port, '/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"email":"a","debug":true}',
  });
  assert.deepEqual(
    [events[0]?.signals, ...access.map(({ signals }) => signals)],
    ['decoy:path', 'decoy:object', 'decoy:field'],
  );
});
