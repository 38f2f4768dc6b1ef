import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { it, type TestContext } from 'node:test';
import fastifyApp from 'fastify';
import { fastify, node } from '../../src/app/middleware.js';
import { openStore } from '../../src/store/open-store.js';
import { EventWriter } from '../../src/telemetry/event-writer.js';
import { call } from '../gateway/harness.js';

const contract = `openapi: 3.0.3
info: { title: Shop, version: 1.0.0 }
paths:
  /open: { get: { security: [], responses: { '200': { description: ok } } } }
  /later: { get: { security: [], responses: { '200': { description: ok } } } }
`;

const policyOf = (more = ''): string => `version: 1
apis: { shop: { contract: openapi.yaml, upstream: { url: "http://127.0.0.1:9" } } }
defaults: { mode: enforce, rateLimits: [] }
${more}`;

function projectFolder(t: TestContext): { policy: string; dataDir: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-middleware-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  fs.writeFileSync(path.join(folder, 'openapi.yaml'), contract);
  const policy = path.join(folder, 'portcullis.yaml');
  fs.writeFileSync(policy, policyOf());
  return { policy, dataDir: path.join(folder, 'data') };
}

it('node: the policy file judges, events go to the journal of the data folder, and a changed policy is taken over', async (t) => {
  const project = projectFolder(t);
  const guard = await node(project);
  const server = http.createServer((request, response) => guard(request, response, () => void response.end('reached')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  assert.equal((await call(port, '/open')).text, 'reached');
  assert.equal((await call(port, '/nowhere')).json()['code'], 'OPERATION_UNKNOWN');

  fs.writeFileSync(project.policy, policyOf('operations: { GET /later: { sunset: 2020-01-01 } }\n'));
  await guard.reload();
  assert.equal((await call(port, '/later')).status, 404);
  fs.writeFileSync(project.policy, policyOf('nonsense: true\n'));
  await assert.rejects(guard.reload(), { code: 'POLICY_INVALID' });
  assert.equal((await call(port, '/later')).status, 404);
  await guard.close();

  const store = openStore(project.dataDir);
  const writer = new EventWriter({ dataDir: project.dataDir, events: store.events });
  await writer.drain();
  const page = await store.events.search({ limit: 10 });
  const codes = JSON.stringify(page);
  assert.match(codes, /OPERATION_UNKNOWN/);
  assert.match(codes, /"access"/);
  await writer.close();
  await store.close();
});

it('a policy that cannot be served throws before anything is served', async (t) => {
  const project = projectFolder(t);
  fs.writeFileSync(project.policy, policyOf('operations: { noSuch: { roles: any } }\n'));
  await assert.rejects(node(project), { code: 'POLICY_UNKNOWN_NAME' });
  await assert.rejects(node({ policy: `${project.policy}.missing` }), { name: 'PortcullisError' });
});

it('Fastify: calls that pass its server by are judged too', async (t) => {
  const guard = await fastify(projectFolder(t));
  const app = fastifyApp();
  await app.register(guard as unknown as Parameters<typeof app.register>[0]);
  app.get('/open', () => 'reached');
  app.get('/hidden', () => 'reached');
  t.after(async () => {
    await app.close();
    await guard.close();
  });
  const host = { host: 'localhost' };
  assert.equal((await app.inject({ url: '/open', headers: host })).body, 'reached');
  const hidden = await app.inject({ url: '/hidden', headers: host });
  assert.equal(hidden.statusCode, 404);
  assert.match(hidden.body, /OPERATION_UNKNOWN/);
});
