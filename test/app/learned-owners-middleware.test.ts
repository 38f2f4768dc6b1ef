import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { it, type TestContext } from 'node:test';
import { node } from '../../src/app/middleware.js';
import { issuer, Login } from '../gateway/explain-arena.js';
import { call } from '../gateway/harness.js';

const contract = `openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
security: [{ bearer: [] }]
paths:
  /notes: { post: { operationId: createNote, responses: { '201': { description: made } } } }
  /notes/{noteId}:
    parameters: [{ name: noteId, in: path, required: true, schema: { type: string } }]
    get: { operationId: getNote, responses: { '200': { description: ok } } }
    delete: { operationId: deleteNote, responses: { '204': { description: gone } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;
const policyText = `version: 1
apis: { notes: { contract: openapi.yaml, upstream: { url: "http://127.0.0.1:9" } } }
identity: { schemes: { bearer: { issuer: "${issuer}", audience: notes, algorithms: [ES256], jwks: { file: jwks.json } } } }
defaults: { mode: enforce, roles: any, rateLimits: none }
resources: { note: { id: noteId, owner: { learned: createNote } } }
`;

/** An app that makes notes, behind the middleware. */
async function startApp(t: TestContext, policy: string) {
  const guard = await node({ policy });
  const app = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    if (request.method === 'POST') response.writeHead(201, { location: '/notes/n1' });
    else response.writeHead(request.method === 'DELETE' ? 204 : 200);
    response.end();
  };
  const server = http.createServer((request, response) => guard(request, response, () => app(request, response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await guard.close();
  };
  t.after(() => (server.listening ? stop() : undefined));
  return { port: (server.address() as AddressInfo).port, stop };
}

it('owners are learned from the answers of the app, and known to the next process on the data folder', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-learned-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const login = new Login('notes');
  fs.writeFileSync(path.join(folder, 'openapi.yaml'), contract);
  fs.writeFileSync(path.join(folder, 'jwks.json'), await login.jwks());
  const policy = path.join(folder, 'portcullis.yaml');
  fs.writeFileSync(policy, policyText);
  const [alice, bob] = await Promise.all(['alice', 'bob'].map((sub) => login.token({ sub })));
  const send = async (port: number, token: string | undefined, method: string, target: string) =>
    (await call(port, target, { method, headers: { authorization: `Bearer ${token}` } })).status;

  const first = await startApp(t, policy);
  assert.equal(await send(first.port, alice, 'GET', '/notes/n1'), 404, 'nobody made it yet');
  assert.equal(await send(first.port, alice, 'POST', '/notes'), 201);
  assert.equal(await send(first.port, alice, 'GET', '/notes/n1'), 200, 'at once');
  assert.equal(await send(first.port, bob, 'GET', '/notes/n1'), 404);
  await first.stop();

  const second = await startApp(t, policy);
  assert.equal(await send(second.port, alice, 'GET', '/notes/n1'), 200);
  assert.equal(await send(second.port, bob, 'DELETE', '/notes/n1'), 404);
  assert.equal(await send(second.port, alice, 'DELETE', '/notes/n1'), 204);
  assert.equal(await send(second.port, alice, 'GET', '/notes/n1'), 404);
  await second.stop();
});
