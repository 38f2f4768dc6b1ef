import assert from 'node:assert/strict';
import http from 'node:http';
import { createRequire } from 'node:module';
import { it } from 'node:test';
import { nodeMiddleware } from '../../../src/gateway/mounts/frameworks.js';
import type { HostRequest } from '../../../src/gateway/mounts/host-request.js';
import { call } from '../harness.js';
import { makeMount, nodeServer, plainApp } from './mounts.js';

const express = createRequire(import.meta.url)('express') as {
  (): { use(...handlers: readonly unknown[]): unknown };
  json(options?: object): unknown;
};

const order = '{"item":"pear","count":1}';
const headers = { 'x-key': 'alice-key', 'content-type': 'application/json' };

type Respond = { json(value: unknown): unknown };

it('a body that was parsed before is refused, and a warning says why once', async (t) => {
  const mounted = await nodeServer((mount) => {
    const app = express();
    app.use(express.json());
    app.use(nodeMiddleware(mount));
    app.use((_: unknown, response: Respond) => response.json('reached'));
    return app as unknown as http.RequestListener;
  });
  t.after(() => mounted.close());
  for (const body of [order, '{"item":"pear","count":9}']) {
    const answer = await call(mounted.port, '/orders', { method: 'POST', headers, body });
    assert.deepEqual([answer.status, answer.json()['code']], [503, 'GUARD_FAILED']);
  }
  assert.equal((await call(mounted.port, '/open')).status, 200);
  assert.equal(mounted.warnings.length, 1);
  assert.match(mounted.warnings[0]!, /in front of body parsers/);
});

it('the bytes of a body that was parsed before are judged when the host kept them', async (t) => {
  const keep = (request: HostRequest, _: unknown, bytes: Buffer): void => void (request.rawBody = bytes);
  const mounted = await nodeServer((mount) => {
    const app = express();
    app.use(express.json({ verify: keep }));
    app.use(nodeMiddleware(mount));
    app.use((request: HostRequest, response: Respond) => response.json(request.body));
    return app as unknown as http.RequestListener;
  });
  t.after(() => mounted.close());
  const good = await call(mounted.port, '/orders', { method: 'POST', headers, body: order });
  assert.deepEqual([good.status, good.json()], [200, JSON.parse(order)]);
  const bad = await call(mounted.port, '/orders', { method: 'POST', headers, body: '{"item":"pear","count":9}' });
  assert.deepEqual([bad.status, bad.json()['code']], [400, 'BODY_INVALID']);
  assert.deepEqual(mounted.warnings, []);
});

it('a cleaned body is what the app reads', async (t) => {
  const contract = `paths:
  /notes:
    post:
      security: []
      requestBody: { content: { application/json: { schema: { type: object, properties: { text: { type: string } } } } } }
      responses: { '200': { description: ok } }
`;
  const policy = `defaults: { mode: enforce, rateLimits: [] }
operations: { POST /notes: { sanitize: { /text: [trim] } } }
`;
  const mounted = await nodeServer(
    (mount, bodies) => {
      const guard = nodeMiddleware(mount);
      const app = plainApp(bodies);
      return (request, response) => guard(request, response, () => void app(request, response));
    },
    { texts: { contract, policy } },
  );
  t.after(() => mounted.close());
  const answer = await call(mounted.port, '/notes', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"text":"  pear  "}',
  });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(mounted.bodies, ['{"text":"pear"}']);
});

it('an app behind a mount point gets no path that was judged in another spelling', async (t) => {
  const mounted = await nodeServer((mount) => {
    const app = express();
    app.use('/people', nodeMiddleware(mount));
    app.use((_: unknown, response: Respond) => response.json('reached'));
    return app as unknown as http.RequestListener;
  });
  t.after(() => mounted.close());
  assert.equal((await call(mounted.port, '/people/recent')).status, 200);
  assert.equal((await call(mounted.port, '/people/ann')).status, 401);
  const respelled = await call(mounted.port, '/people/%72ecent');
  assert.deepEqual([respelled.status, respelled.json()['code']], [400, 'PATH_AMBIGUOUS']);
});

it('a long answer passes as it comes, piece by piece, when nothing has to judge it', async (t) => {
  const mounted = await nodeServer((mount) => {
    const guard = nodeMiddleware(mount);
    return (request, response) =>
      guard(request, response, () => {
        response.setHeader('content-type', 'text/plain');
        for (let i = 0; i < 40; i++) response.write('x'.repeat(65_536));
        response.end('end');
      });
  });
  t.after(() => mounted.close());
  const answer = await call(mounted.port, '/open');
  assert.equal(answer.text.length, 40 * 65_536 + 3);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
});

it('the app gets the fields an upstream would get', async (t) => {
  const seen: http.IncomingHttpHeaders[] = [];
  const mounted = await nodeServer((mount) => {
    const guard = nodeMiddleware(mount);
    return (request, response) =>
      guard(request, response, () => {
        seen.push(request.headers);
        response.end('{}');
      });
  });
  t.after(() => mounted.close());
  const forged = { 'x-original-url': '/admin', 'x-forwarded-for': '1.2.3.4', 'x-portcullis-as': 'root', 'x-own': '1' };
  await call(mounted.port, '/open', { headers: forged });
  const [got] = seen;
  assert.deepEqual(
    [got?.['x-original-url'], got?.['x-forwarded-for'], got?.['x-portcullis-as'], got?.['x-own']],
    [undefined, '127.0.0.1', undefined, '1'],
  );
  assert.match(String(got?.['x-request-id']), /^[\da-f-]{36}$/);
});

it('owners are looked up in the app itself, without asking for the owner of that call again', async (t) => {
  const contract = `components: { securitySchemes: { key: { type: apiKey, in: header, name: x-key } } }
security: [{ key: [] }]
paths:
  /orders/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    get: { operationId: getOrder, responses: { '200': { description: ok } } }
    delete: { operationId: dropOrder, responses: { '200': { description: ok } } }
`;
  const policy = `identity: { schemes: { key: { apiKeys: true } } }
roles: { customer: {}, admin: {} }
defaults: { mode: enforce, rateLimits: [] }
resources: { order: { id: id, owner: { lookup: getOrder, field: /owner, is: principal.subject } } }
operations: { getOrder: { roles: [customer] }, dropOrder: { roles: [customer] } }
`;
  const calls: string[] = [];
  let listener: http.RequestListener = () => undefined;
  const server = http.createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { mount, gateway } = makeMount({ upstreamUrl: `http://127.0.0.1:${port}`, texts: { contract, policy } });
  t.after(() => gateway.close());
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const guard = nodeMiddleware(mount);
  listener = (request, response) =>
    guard(request, response, () => {
      calls.push(`${request.method} ${request.url}`);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ owner: request.url === '/orders/1' ? 'alice' : 'bob' }));
    });
  const as = { headers: { 'x-key': 'alice-key' } };
  assert.equal((await call(port, '/orders/1', { ...as, method: 'DELETE' })).status, 200);
  assert.equal((await call(port, '/orders/1', as)).status, 200);
  assert.equal((await call(port, '/orders/2', { ...as, method: 'DELETE' })).status, 404);
  assert.ok(!calls.includes('DELETE /orders/2'), calls.join());
});
