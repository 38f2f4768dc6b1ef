import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, openContract, startGateway, startUpstream, type Behaviour } from '../harness.js';

type Context = Parameters<typeof startUpstream>[0];

const json = { 'content-type': 'application/json' };
const anyJson = openContract.replace("'*/*': { schema: {} }", 'application/json: { schema: { type: object } }');

async function gatewayWith(t: Context, limits: string, behave?: Behaviour) {
  const time = { now: 0 };
  const clock = { now: () => Date.now(), monotonic: () => time.now };
  const upstream = await startUpstream(t, behave);
  const policy = `defaults: { mode: enforce, rateLimits: [${limits}] }\n`;
  const running = await startGateway(t, { upstream, contract: anyJson, policy, options: { clock } });
  const login = (email: unknown, headers = {}) =>
    call(running.port, '/login', { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify({ email }) });
  return { ...running, upstream, time, login };
}

test('beyond the limit a call is denied and told truthfully when to come back', async (t) => {
  const { port, time, upstream, events } = await gatewayWith(t, '{ limit: 2, windowSeconds: 20, per: operation }');
  const first = await call(port, '/x');
  assert.equal(first.headers['ratelimit-policy'], '"operation-20s";q=2;w=20');
  assert.equal(first.headers['ratelimit'], '"operation-20s";r=1;t=10');
  await call(port, '/y');
  const denied = await call(port, '/x');
  assert.deepEqual([denied.status, denied.headers['retry-after']], [429, '10']);
  assert.equal(denied.headers['ratelimit'], '"operation-20s";r=0;t=10');
  assert.deepEqual(events[0]?.detail, { path: '/{any}', limit: 'shop:GET /{any}/defaults.0' });
  time.now += 9_999;
  assert.equal((await call(port, '/x')).status, 429);
  time.now += 1;
  assert.equal((await call(port, '/x')).status, 200);
  assert.equal(upstream.seen.length, 3);
});

test('limits by a field of the body count an account, however it is spelt', async (t) => {
  const { login } = await gatewayWith(t, '{ limit: 2, windowSeconds: 60, per: { body: /email } }');
  assert.equal((await login('ann@example.com')).status, 200);
  assert.equal((await login(' ANN@example.com ')).status, 200);
  assert.equal((await login('ann@example.com')).status, 429);
  assert.equal((await login('bob@example.com')).status, 200);
});

test('leaving the field out frees nobody: the address is counted', async (t) => {
  const { login } = await gatewayWith(t, '{ limit: 1, windowSeconds: 60, per: { body: /email } }');
  const statuses: number[] = [];
  for (const email of [undefined, null, '', undefined]) statuses.push((await login(email)).status);
  assert.deepEqual(statuses, [200, 429, 429, 429]);
});

test('limits by a header, and by a claim that nobody has', async (t) => {
  const byHeader = await gatewayWith(t, '{ limit: 1, windowSeconds: 60, per: { header: X-Device } }');
  assert.equal((await byHeader.login('a', { 'x-device': '1' })).status, 200);
  assert.equal((await byHeader.login('a', { 'x-device': '2' })).status, 200);
  assert.equal((await byHeader.login('a', { 'x-device': '1' })).status, 429);
  const byClaim = await gatewayWith(t, '{ limit: 1, windowSeconds: 60, per: { claim: sub } }');
  assert.deepEqual([(await byClaim.login('a')).status, (await byClaim.login('b')).status], [200, 429]);
});

test('a limit on failures counts failures only, those that come back in parallel too', async (t) => {
  const failing: Behaviour = (_request, response, body) =>
    void setTimeout(() => response.writeHead(body.includes('good') ? 200 : 401).end(), 50);
  const limit = '{ limit: 3, windowSeconds: 60, per: { body: /email }, countStatuses: [401] }';
  const { login, upstream } = await gatewayWith(t, limit, failing);
  for (let i = 0; i < 5; i++) assert.equal((await login('good@example.com')).status, 200);
  const guesses = await Promise.all(Array.from({ length: 20 }, () => login('victim@example.com')));
  assert.equal(guesses.filter(({ status }) => status === 401).length, 3);
  assert.equal(guesses.filter(({ status }) => status === 429).length, 17);
  assert.equal(upstream.seen.length, 8);
});

test('a caller that hangs up on a failure was counted', async (t) => {
  const limit = '{ limit: 1, windowSeconds: 60, per: { body: /email }, countStatuses: [401] }';
  const { port, login, upstream } = await gatewayWith(t, limit, () => undefined);
  const { request } = await import('node:http');
  const body = '{"email":"victim@example.com"}';
  const headers = { ...json, 'content-length': body.length };
  const sent = request({ host: '127.0.0.1', port, path: '/login', method: 'POST', headers, agent: false });
  sent.on('error', () => undefined);
  sent.end(body);
  while (!upstream.seen.length) await new Promise((resolve) => setTimeout(resolve, 5));
  sent.destroy();
  assert.equal((await login('victim@example.com')).status, 429);
});

test('the tightest of several limits speaks, and a refused call takes from none', async (t) => {
  const limits = '{ limit: 10, windowSeconds: 60, per: principal }, { limit: 1, windowSeconds: 60, per: operation }';
  const { port } = await gatewayWith(t, limits);
  assert.equal((await call(port, '/x')).headers['ratelimit'], '"operation-60s";r=0;t=60');
  for (let i = 0; i < 20; i++) assert.equal((await call(port, '/x')).headers['ratelimit'], '"operation-60s";r=0;t=60');
});

test('in monitor mode the limit is told but not kept', async (t) => {
  const upstream = await startUpstream(t);
  const policy = 'defaults: { mode: monitor, rateLimits: [{ limit: 1, windowSeconds: 60, per: principal }] }\n';
  const { port, events } = await startGateway(t, { upstream, contract: openContract, policy });
  for (let i = 0; i < 3; i++) assert.equal((await call(port, '/x')).status, 200);
  assert.deepEqual(
    events.map(({ kind, code }) => [kind, code]),
    [
      ['would_deny', 'RATE_LIMITED'],
      ['would_deny', 'RATE_LIMITED'],
    ],
  );
});
