import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Project, type Gateway } from '../cli/bench.js';

const contract = `openapi: 3.1.0
info: { title: Things, version: 1.0.0 }
security: [{ key: [] }]
paths:
  /things: { post: { operationId: createThing, responses: { '201': { description: made } } } }
  /things/{thingId}:
    parameters: [{ name: thingId, in: path, required: true, schema: { type: integer } }]
    get: { operationId: getThing, responses: { '200': { description: ok } } }
    delete: { operationId: deleteThing, responses: { '204': { description: gone } } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
`;
const policyOf = (upstream: string) => `version: 1
listen: [{ address: 127.0.0.1:0 }]
apis: { things: { contract: openapi.yaml, upstream: { url: "${upstream}" } } }
identity: { schemes: { key: { apiKeys: true } } }
roles: { user: {} }
defaults: { mode: enforce, roles: [user], rateLimits: none }
resources: { thing: { id: thingId, owner: { learned: createThing }, tenant: { learned: createThing } } }
`;

let made = 0;
const api = http.createServer((request, response) => {
  request.resume();
  if (request.method === 'DELETE') return response.writeHead(204).end();
  const id = request.method === 'POST' ? ++made : Number(request.url?.split('/')[2]);
  response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
  return response.end(JSON.stringify({ id }));
});

const project = new Project();
const keys: Record<string, string> = {};
let gateway: Gateway;

before(async () => {
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  project.write('openapi.yaml', contract);
  project.write('portcullis.yaml', policyOf(`http://127.0.0.1:${(api.address() as AddressInfo).port}`));
  for (const [name, tenant] of [
    ['alice', 'acme'],
    ['bob', 'acme'],
  ] as const) {
    const flags = ['--name', name, '--subject', name, '--tenant', tenant, '--roles', 'user'];
    keys[name] = (await project.json<{ key: string }>('keys', 'create', ...flags)).key;
  }
  gateway = await project.start('--workers', '2');
});
after(async () => {
  await project.close();
  api.closeAllConnections();
  api.close();
});

/** On a connection of its own, so that any of the workers may get it. */
async function call(who: string, method: string, path: string): Promise<number> {
  const headers = { 'x-key': keys[who]!, connection: 'close' };
  const answer = await fetch(`${gateway.url}${path}`, { method, headers });
  await answer.arrayBuffer();
  return answer.status;
}

const many = (who: string, method: string, path: string): Promise<readonly number[]> =>
  Promise.all(Array.from({ length: 12 }, () => call(who, method, path)));

describe('owners learned by a gateway of two workers', () => {
  it('are known to both, and to nobody else', async () => {
    assert.equal(await call('alice', 'POST', '/things'), 201);
    await sleep(200);
    assert.deepEqual(new Set(await many('alice', 'GET', '/things/1')), new Set([200]));
    assert.deepEqual(new Set(await many('bob', 'GET', '/things/1')), new Set([404]));
    assert.equal(await call('alice', 'GET', '/things/99'), 404, 'made before the gateway was there');
  });

  it('are known after a restart, to the gateway and to policy explain', async () => {
    await gateway.stop();
    gateway = await project.start('--workers', '2');
    assert.deepEqual(new Set(await many('alice', 'GET', '/things/1')), new Set([200]));
    assert.equal(await call('bob', 'DELETE', '/things/1'), 404);
    for (const [who, outcome] of [
      ['alice', 'accepted'],
      ['bob', 'denied'],
    ] as const) {
      const flags = ['--request', 'GET /things/1', '--as', `sub=${who},tenant=acme,roles=user`];
      assert.equal((await project.json<{ outcome: string }>('policy', 'explain', ...flags)).outcome, outcome, who);
    }
  });

  it('are forgotten everywhere within a second once the thing is deleted', async () => {
    assert.equal(await call('alice', 'DELETE', '/things/1'), 204);
    await sleep(1200);
    assert.deepEqual(new Set(await many('alice', 'GET', '/things/1')), new Set([404]));
  });
});
