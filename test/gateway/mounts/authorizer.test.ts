import assert from 'node:assert/strict';
import http from 'node:http';
import { it } from 'node:test';
import { authorizerGuards } from '../../../src/gateway/mounts/authorizer-guards.js';
import { startAuthorizer } from '../../../src/gateway/mounts/authorizer.js';
import { partlyEnforced, partlyEnforcedText } from '../../../src/gateway/mounts/partly.js';
import { guards } from '../../../src/gateway/guards.js';
import { call } from '../harness.js';
import { authorizerMount, makeGateway } from './mounts.js';

const ask = (method: string, path: string): Record<string, string> => ({
  'x-original-method': method,
  'x-original-uri': path,
});

it('answers only those it trusts', async (t) => {
  const mounted = await authorizerMount('partly', ['10.0.0.0/8']);
  t.after(() => mounted.close());
  const answer = await call(mounted.port, '/', { headers: ask('GET', '/open') });
  assert.equal(answer.status, 403);
  assert.equal(answer.headers['x-portcullis-status'], undefined);
});

it('refuses a question that is not described in exactly one way', async (t) => {
  const mounted = await authorizerMount();
  t.after(() => mounted.close());
  const forward = { 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/open' };
  const unclear: readonly http.OutgoingHttpHeaders[] = [
    {},
    { 'x-original-method': 'GET' },
    { 'x-original-uri': '/open' },
    { ...ask('GET', '/open'), ...forward },
    { ...ask('GET', '/open'), 'x-forwarded-uri': '/admin' },
    { 'x-original-method': 'GET', 'x-original-uri': ['/open', '/admin'] },
    { 'x-original-method': ['GET', 'DELETE'], 'x-original-uri': '/open' },
    { 'x-original-method': 'GET', 'x-original-uri': 'http://other.example/open' },
    { 'x-original-method': 'GET', 'x-original-uri': '' },
  ];
  for (const headers of unclear) {
    const answer = await call(mounted.port, '/open', { headers });
    assert.equal(answer.headers['x-portcullis-code'], 'REQUEST_MALFORMED', JSON.stringify(headers));
    assert.ok(answer.status >= 400);
  }
});

it('goes on answering on one connection after a malformed question', async (t) => {
  const mounted = await authorizerMount();
  t.after(() => mounted.close());
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const statuses: string[] = [];
  for (const path of ['/../x', '/open', '/admin', '/open']) {
    const headers = ask('GET', path);
    const options = { host: '127.0.0.1', port: mounted.port, agent, headers };
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      http.get(options, resolve).on('error', reject);
    });
    answer.resume();
    await new Promise((resolve) => answer.once('end', resolve));
    statuses.push(`${answer.statusCode} ${String(answer.headers['x-portcullis-status'])}`);
  }
  assert.deepEqual(statuses, ['403 400', '204 204', '401 401', '204 204']);
});

it('believes the hop in front about the client, for the limits and the event', async (t) => {
  const mounted = await authorizerMount();
  t.after(() => mounted.close());
  await call(mounted.port, '/', { headers: { ...ask('GET', '/admin'), 'x-forwarded-for': '203.0.113.9' } });
  assert.equal(mounted.events[0]?.client, '203.0.113.9');
});

it('judges operations that take a body by their head, or denies them', async (t) => {
  const partly = await authorizerMount('partly');
  t.after(() => partly.close());
  const strict = await authorizerMount('deny');
  t.after(() => strict.close());
  const headers = { ...ask('POST', '/orders'), 'x-key': 'alice-key' };
  assert.equal((await call(partly.port, '/', { headers })).status, 204);
  assert.equal((await call(partly.port, '/', { headers: { ...headers, 'x-key': 'root-key' } })).status, 403);
  const denied = await call(strict.port, '/', { headers });
  assert.deepEqual([denied.status, denied.headers['x-portcullis-code']], [403, 'GUARD_FAILED']);
  assert.equal((await call(strict.port, '/', { headers: ask('GET', '/open') })).status, 204);
});

it('says what is only partly enforced', (t) => {
  const contract = `paths:
  /open: { get: { security: [], responses: { '200': { description: ok } } } }
  /orders:
    post:
      security: []
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { '200': { description: ok } }
  /answers: { get: { security: [], responses: { '200': { description: ok } } } }
  /coupons: { get: { security: [], responses: { '200': { description: ok } } } }
`;
  const policy = `defaults: { mode: enforce, rateLimits: [] }
operations:
  GET /answers: { response: { filter: true } }
  GET /coupons: { concurrency: { limit: 1, per: principal } }
`;
  const { gateway } = makeGateway({ guards: authorizerGuards(guards, 'partly'), texts: { contract, policy } });
  t.after(() => gateway.close());
  assert.deepEqual(partlyEnforced(gateway.project), [
    { operation: 'POST /orders', why: ['body'] },
    { operation: 'GET /answers', why: ['answer'] },
    { operation: 'GET /coupons', why: ['concurrency'] },
  ]);
  assert.equal(
    partlyEnforcedText(gateway.project),
    'authorizer: partly enforced, not judged here: body of 1, answer of 1, concurrency of 1 operations',
  );
});

it('judges the body that came with a question, and only where the dialect has one', async (t) => {
  const mounted = await authorizerMount('deny');
  t.after(() => mounted.close());
  const json = { 'x-key': 'alice-key', 'content-type': 'application/json' };
  const forward = { ...json, 'x-forwarded-method': 'POST', 'x-forwarded-uri': '/orders' };
  const bad = '{"item":"pear","count":9}';
  const post = (headers: http.OutgoingHttpHeaders, body: string) =>
    call(mounted.port, '/', { method: 'POST', headers, body });
  assert.equal((await post(forward, '{"item":"pear","count":1}')).status, 204);
  for (const framing of [{}, { 'transfer-encoding': 'chunked' }]) {
    assert.equal((await post({ ...forward, ...framing }, bad)).headers['x-portcullis-code'], 'BODY_INVALID');
  }
  const long = await post(forward, `{"item":"${'x'.repeat(3000)}"}`);
  assert.deepEqual([long.status, long.headers['x-portcullis-code']], [413, 'BODY_TOO_LARGE']);
  const get = { ...json, 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/open' };
  assert.equal((await post(get, 'smuggled')).headers['x-portcullis-code'], 'REQUEST_MALFORMED');
  // nginx sends none of the client's, so that what came is not it.
  const nginx = await post({ ...json, ...ask('POST', '/orders') }, '{"item":"pear","count":1}');
  assert.equal(nginx.headers['x-portcullis-code'], 'GUARD_FAILED');
});

it('a WebSocket opened behind it is judged by its origin', async (t) => {
  const contract = `paths:
  /talk: { get: { security: [], responses: { '101': { description: WebSocket } } } }
`;
  const policy = `defaults: { mode: enforce, rateLimits: [] }
operations: { GET /talk: { cors: { origins: ['https://shop.example'] } } }
`;
  const texts = { contract, policy };
  const { gateway } = makeGateway({ guards: authorizerGuards(guards, 'partly'), texts });
  const authorizing = await startAuthorizer(gateway, { host: '127.0.0.1', port: 0, trust: ['127.0.0.1/32'] });
  t.after(() => authorizing.close().then(() => gateway.close()));
  const codeFor = async (origin: http.OutgoingHttpHeaders): Promise<unknown> => {
    const headers = { ...ask('GET', '/talk'), 'x-original-host': 'api.example', ...origin };
    return (await call(authorizing.port, '/', { headers })).headers['x-portcullis-code'];
  };
  assert.equal(await codeFor({}), undefined);
  assert.equal(await codeFor({ origin: 'https://shop.example' }), undefined);
  assert.equal(await codeFor({ origin: 'https://api.example' }), undefined);
  assert.equal(await codeFor({ origin: 'https://evil.example' }), 'ORIGIN_REFUSED');
  assert.equal(await codeFor({ origin: 'null' }), 'ORIGIN_REFUSED');
});
