import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pinOf, type UpstreamTls } from '../../src/gateway/upstream-tls.js';
import { makeAuthority } from '../identity/authority.js';
import { call, openContract, openPolicy, startGateway, startUpstream, type Setup } from './harness.js';

type Context = Parameters<typeof startUpstream>[0];

function start(t: Context, url: string, setup: Partial<Setup> = {}) {
  return startGateway(t, { upstream: { url }, contract: openContract, policy: openPolicy, ...setup });
}

test('several servers take turns', async (t) => {
  const [one, two] = [await startUpstream(t), await startUpstream(t)];
  const { port } = await start(t, one.url, { upstreamKeys: `replicas: ["${two.url}"]` });
  for (let i = 0; i < 6; i++) assert.equal((await call(port, '/x')).status, 200);
  assert.deepEqual([one.seen.length, two.seen.length], [3, 3]);
  assert.equal(two.seen[0]?.headers.host, new URL(two.url).host);
});

test('the one with the fewest calls under way gets the next, where the policy says so', async (t) => {
  const slow = await startUpstream(t, (_request, response) => setTimeout(() => response.end('x'), 600));
  const fast = await startUpstream(t);
  const keys = `replicas: ["${fast.url}"], balance: least-pending`;
  const { port } = await start(t, slow.url, { upstreamKeys: keys });
  const first = call(port, '/x');
  await sleep(50);
  for (let i = 0; i < 4; i++) await call(port, '/x');
  await first;
  assert.deepEqual([slow.seen.length, fast.seen.length], [1, 4]);
});

test('a server that fails its check gets no calls until it is well again', async (t) => {
  let isIll = true;
  const ill = await startUpstream(t, (request, response) => {
    response.writeHead(request.url === '/health' && isIll ? 500 : 200).end('ill');
  });
  const well = await startUpstream(t, (_request, response) => response.end('well'));
  const keys = `replicas: ["${well.url}"], health: { path: /health, intervalSeconds: 1 }`;
  const { port } = await start(t, ill.url, { upstreamKeys: keys });
  await sleep(1300);
  const answers = async () => new Set([(await call(port, '/x')).text, (await call(port, '/x')).text]);
  assert.deepEqual(await answers(), new Set(['well']));
  isIll = false;
  await sleep(1300);
  assert.deepEqual(await answers(), new Set(['well', 'ill']));
});

test('an upstream that fails too often is left alone, and the answer comes at once', async (t) => {
  const upstream = await startUpstream(t, (_request, response) => void response.socket?.destroy());
  const { port, events } = await start(t, upstream.url);
  for (let i = 0; i < 20; i++)
    await call(port, '/x', { method: 'POST', headers: { 'content-type': 'a/b' }, body: 'x' });
  const asked = upstream.seen.length;
  const answer = await call(port, '/x');
  assert.deepEqual([answer.status, answer.headers['retry-after'], upstream.seen.length], [502, '5', asked]);
  assert.equal(events.at(-1)?.detail?.['reason'], 'it failed too often');
});

const names = [{ type: 'dns', value: 'api.internal' }] as const;
const root = await makeAuthority();
const server = await root.issue({ name: 'api', names: [...names] });
const client = await root.issue({ name: 'gateway' });
const pin = pinOf(new X509Certificate(server.certificate).raw);
const trusting: UpstreamTls = { ca: root.pem, servername: 'api.internal' };

async function startTls(t: Context): Promise<string> {
  const options = {
    cert: server.certificate,
    key: server.key,
    ca: root.pem,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const upstream = https.createServer(options, ({ socket }, response) => {
    response.end((socket as unknown as { authorized: boolean }).authorized ? 'known' : 'unknown');
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    upstream.closeAllConnections();
    upstream.close();
  });
  return `https://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
}

const cases: Record<string, { tls: UpstreamTls | undefined; status: number; text?: string }> = {
  'its authority and name are right': { tls: trusting, status: 200, text: 'unknown' },
  'it knows the gateway by its certificate': {
    tls: { ...trusting, certificate: client.certificate, key: client.key },
    status: 200,
    text: 'known',
  },
  'its key is pinned': { tls: { ...trusting, pins: [pin] }, status: 200 },
  'another key is pinned': {
    tls: { ...trusting, pins: [pinOf(new X509Certificate(client.certificate).raw)] },
    status: 502,
  },
  'its authority is not known': { tls: undefined, status: 502 },
  'it has another name': { tls: { ...trusting, servername: 'other.internal' }, status: 502 },
  'its key is pinned but its name is another': {
    tls: { ...trusting, pins: [pin], servername: 'x.internal' },
    status: 502,
  },
  'nobody wants to know': { tls: { verify: false }, status: 200 },
};
for (const [what, { tls, status, text }] of Object.entries(cases)) {
  test(`an upstream with TLS answers ${status} when ${what}`, async (t) => {
    const { port } = await start(t, await startTls(t), { options: { upstreamTls: () => tls } });
    const answer = await call(port, '/x');
    assert.equal(answer.status, status);
    if (text !== undefined) assert.equal(answer.text, text);
  });
}
