import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../src/gateway/exchange.js';
import { defaultLimits } from '../../src/gateway/limits.js';
import { ownerLookup } from '../../src/gateway/owner-lookup.js';
import { UpstreamGroup } from '../../src/gateway/upstream-group.js';
import { Upstream } from '../../src/gateway/upstream.js';
import { startUpstream, type Behaviour } from './harness.js';
import { projectOf } from './model-of.js';

const contract = `paths:
  /tenants/{tenant}/orders/{orderId}:
    get: { operationId: getOrder, parameters: [{ name: tenant, in: path, required: true, schema: { type: string } }, { name: orderId, in: path, required: true, schema: { type: string } }], responses: { '200': { description: ok } } }
  /orders: { get: { operationId: listOrders, responses: { '200': { description: ok } } } }
components: { securitySchemes: { k: { type: apiKey, in: header, name: X-Key }, q: { type: apiKey, in: query, name: token } } }
`;

async function lookupIn(t: Parameters<typeof startUpstream>[0], behave: Behaviour) {
  const server = await startUpstream(t, behave);
  const [model] = projectOf({ contract, upstreamUrl: `${server.url}/base` }).apis;
  const upstream = new Upstream(server.url, defaultLimits);
  t.after(() => upstream.destroy());
  const headers = { authorization: 'Bearer t', 'x-key': 'k', 'x-other': 'o', cookie: 'c=1' };
  const exchange = {
    id: 'id',
    headers,
    query: 'token=q&other=1',
    pathParams: { tenant: 'a/b' },
  } as unknown as Exchange;
  return { server, exchange, lookup: ownerLookup(model!, new UpstreamGroup([upstream], model!.upstream!)) };
}

const asJson: Behaviour = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"owner":"ann"}');
};

test('the object is asked for with the credential of the caller and nothing else of its request', async (t) => {
  const { server, exchange, lookup } = await lookupIn(t, asJson);
  assert.deepEqual(await lookup.fetchObject(exchange, 'getOrder', '7/../8'), { owner: 'ann' });
  const [seen] = server.seen;
  assert.equal(seen?.url, '/base/tenants/a%2Fb/orders/7%2F..%2F8?token=q');
  assert.deepEqual([seen.headers.authorization, seen.headers['x-key'], seen.headers.cookie], ['Bearer t', 'k', 'c=1']);
  assert.equal(seen.headers['x-other'], undefined);
});

test('nothing is asked when the path is not complete', async (t) => {
  const { server, exchange, lookup } = await lookupIn(t, asJson);
  const without = { ...exchange, pathParams: {} } as Exchange;
  assert.equal(await lookup.fetchObject(without, 'getOrder', '7'), undefined);
  for (const id of ['', '.', '..']) assert.equal(await lookup.fetchObject(exchange, 'getOrder', id), undefined);
  assert.equal(await lookup.fetchObject(exchange, 'listOrders', '7'), undefined);
  assert.equal(await lookup.fetchObject(exchange, 'absent', '7'), undefined);
  assert.deepEqual(server.seen, []);
});

const useless: Record<string, Behaviour> = {
  'another status': (_request, response) =>
    void response.writeHead(404, { 'content-type': 'application/json' }).end('{}'),
  'no JSON': (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('{}'),
  'broken JSON': (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{'),
  'too much': (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(1_100_000)}"`),
  'a cut connection': (request) => void request.socket.destroy(),
};

for (const [name, behave] of Object.entries(useless)) {
  test(`${name} is no object`, async (t) => {
    const { exchange, lookup } = await lookupIn(t, behave);
    assert.equal(await lookup.fetchObject(exchange, 'getOrder', '7'), undefined);
  });
}
