import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { it, type TestContext } from 'node:test';
import { serve } from '../../src/app/serve.js';
import type { SecurityEvent } from '../../src/core/events.js';
import { loadProject } from '../../src/model/project.js';
import { call } from '../gateway/harness.js';
import { Envoy } from '../gateway/mounts/envoy.js';

const contract = `openapi: 3.0.3
info: { title: Shop, version: 1.0.0 }
paths:
  /open: { get: { security: [], responses: { '200': { description: ok } } } }
  /orders:
    post:
      security: []
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { '200': { description: ok } }
`;

function policyOf(authorizer: string, more = ''): string {
  return `version: 1
listen: [{ address: "127.0.0.1:0" }, { ${authorizer} }]
apis: { shop: { contract: openapi.yaml, upstream: { url: "http://127.0.0.1:9" } } }
defaults: { mode: enforce, rateLimits: [] }
${more}`;
}

async function served(t: TestContext, policy: string) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-authorizer-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const policyFile = path.join(folder, 'portcullis.yaml');
  fs.writeFileSync(path.join(folder, 'openapi.yaml'), contract);
  fs.writeFileSync(policyFile, policy);
  const events: SecurityEvent[] = [];
  const sink = { write: (event: SecurityEvent) => void events.push(event), batch: () => undefined };
  const config = { policyFile, dataDir: folder, keysDir: folder, name: 'w1', allowPlainText: false };
  const serving = await serve(await loadProject({ policyFile }), config, sink);
  t.after(() => serving.close());
  return { serving, events, policyFile };
}

const local = 'address: "127.0.0.1:0", kind: authorizer, trust: [127.0.0.0/8, "::1/128"]';
const ask = (method: string, target: string) => ({
  headers: { 'x-original-method': method, 'x-original-uri': target },
});

it('a policy with an authorizer serves it beside the proxy, says once what it cannot enforce, and takes changes', async (t) => {
  const warned = once(process, 'warning');
  const { serving, events, policyFile } = await served(t, policyOf(local));
  const [warning] = (await warned) as [Error];
  assert.equal(warning.message, 'authorizer: partly enforced, not judged here: body of 1 operations');
  const [proxy, authorizer] = serving.urls.map((url) => Number(new URL(url).port));
  assert.equal((await call(proxy!, '/nowhere')).status, 404);
  assert.equal((await call(authorizer!, '/', ask('GET', '/open'))).status, 204);
  assert.equal((await call(authorizer!, '/', ask('POST', '/orders'))).status, 204);
  assert.equal((await call(authorizer!, '/', ask('GET', '/nowhere'))).status, 403);
  assert.deepEqual(
    events.map(({ code }) => code),
    ['OPERATION_UNKNOWN', 'OPERATION_UNKNOWN'],
  );
  fs.writeFileSync(policyFile, policyOf(local, 'operations: { GET /open: { sunset: 2020-01-01 } }\n'));
  (await serving.prepare(await loadProject({ policyFile }))).activate();
  assert.equal((await call(authorizer!, '/', ask('GET', '/open'))).status, 403);
});

it('an authorizer that denies bodies does so', async (t) => {
  const { serving } = await served(t, policyOf(`${local}, requireBody: deny`));
  const port = Number(new URL(serving.urls[1]!).port);
  const answer = await call(port, '/', ask('POST', '/orders'));
  assert.deepEqual([answer.status, answer.headers['x-portcullis-code']], [403, 'GUARD_FAILED']);
});

it('credentials are not taken in plain HTTP on an address that others reach', async (t) => {
  const open = policyOf('address: "0.0.0.0:0", kind: authorizer, trust: [127.0.0.1/32]');
  await assert.rejects(served(t, open), { code: 'USAGE' });
});

it('verdicts for Envoy come over gRPC, and count together with those of the other addresses', async (t) => {
  const envoy = `${local.replace('kind: authorizer', 'kind: authorizer, protocol: grpc')}`;
  const limits = 'operations: { GET /open: { rateLimits: [{ limit: 3, windowSeconds: 60, per: address }] } }\n';
  const policy = policyOf(envoy, limits).replace('listen: [', `listen: [{ ${local} }, `);
  const { serving } = await served(t, policy);
  const [proxy, http, grpc] = [/^http:/, /^http:/, /^grpc:/].map((scheme, i) => {
    const urls = serving.urls.filter((url) => scheme.test(url));
    return Number(new URL(urls[i % urls.length]!).port);
  });
  const client = new Envoy(grpc!, { source: '127.0.0.1' });
  t.after(() => client.close());
  assert.equal((await client.check({ path: '/open' })).denied_response, undefined);
  assert.equal((await call(http!, '/', ask('GET', '/open'))).status, 204);
  assert.equal((await call(proxy!, '/open')).status, 502, 'the third, whose API is away');
  const fourth = await client.check({ path: '/open' });
  assert.equal(fourth.denied_response?.status.code, 429);
  assert.equal((await call(proxy!, '/open')).status, 429);
  const denials = serving.metrics().find(({ name }) => name === 'portcullis_denials_total');
  assert.deepEqual(
    denials?.values.filter(({ labels }) => labels['guard'] === 'address-limit').map(({ value }) => value),
    [2],
  );
  const requests = serving.metrics().find(({ name }) => name === 'portcullis_requests_total');
  const ofOpen = requests!.values.filter(({ labels }) => labels['operation'] === 'GET /open');
  assert.equal(
    ofOpen.reduce((sum, { value }) => sum + value, 0),
    5,
  );
});

it('credentials are not taken in plain gRPC on an address that others reach', async (t) => {
  const open = policyOf('address: "0.0.0.0:0", kind: authorizer, protocol: grpc, trust: [127.0.0.1/32]');
  await assert.rejects(served(t, open), { code: 'USAGE' });
});
