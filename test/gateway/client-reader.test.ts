import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { clientReader } from '../../src/gateway/client-reader.js';
import { call, openContract, openPolicy, startGateway, startUpstream } from './harness.js';

const forwarded = {
  'x-forwarded-for': '203.0.113.9',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'api.example.com',
};

async function ask(t: Parameters<typeof startUpstream>[0], trustedProxies: string[], headers: object) {
  const upstream = await startUpstream(t);
  const setup = { upstream, contract: openContract, policy: openPolicy, listen: { trustedProxies } };
  const { port } = await startGateway(t, setup);
  const answer = await call(port, '/x', { headers: { ...headers } });
  const { headers: seen } = upstream.seen[0]!;
  return {
    hsts: answer.headers['strict-transport-security'],
    proto: seen['x-forwarded-proto'],
    host: seen['x-forwarded-host'],
    address: seen['x-forwarded-for'],
    port,
  };
}

test('a trusted proxy says whether the client spoke TLS, and with whom: for HSTS and for the upstream', async (t) => {
  const { port: _port, ...told } = await ask(t, ['127.0.0.0/8'], forwarded);
  assert.deepEqual(told, {
    hsts: 'max-age=31536000',
    proto: 'https',
    host: 'api.example.com',
    address: '203.0.113.9',
  });
});

test('anybody else is not believed: the fields are written anew', async (t) => {
  for (const ranges of [[], ['10.0.0.0/8']]) {
    const { port, ...told } = await ask(t, ranges, forwarded);
    assert.deepEqual(told, {
      hsts: undefined,
      proto: 'http',
      host: `127.0.0.1:${port}`,
      address: '127.0.0.1',
    });
  }
});

test('of several values the nearest hop wrote the last; one that is none is not believed', async (t) => {
  const range = ['127.0.0.0/8'];
  assert.equal((await ask(t, range, { 'x-forwarded-proto': 'https, http' })).proto, 'http');
  assert.equal((await ask(t, range, { 'x-forwarded-proto': 'http,https' })).proto, 'https');
  assert.equal((await ask(t, range, { 'x-forwarded-proto': 'ftp' })).proto, 'http');
  const odd = await ask(t, range, { 'x-forwarded-host': 'a b' });
  assert.equal(odd.host, `127.0.0.1:${odd.port}`);
});

test('a page of the forwarded host is no stranger', async (t) => {
  const upstream = await startUpstream(t);
  const policy = 'defaults: { mode: enforce, rateLimits: [], cors: { origins: ["https://app.example.com"] } }\n';
  const listen = { trustedProxies: ['127.0.0.0/8'] };
  const { port } = await startGateway(t, { upstream, contract: openContract, policy, listen });
  const origin = { origin: 'https://api.example.com' };
  assert.equal((await call(port, '/x', { headers: { ...origin, ...forwarded } })).status, 200);
  assert.equal((await call(port, '/x', { headers: origin })).status, 403);
});

test('TLS with us is TLS, whatever a hop leaves out', () => {
  const socket = { remoteAddress: '10.0.0.1', encrypted: true } as unknown as Socket;
  const request = { socket, headers: {} } as unknown as Parameters<ReturnType<typeof clientReader>>[0];
  assert.equal(clientReader(['10.0.0.0/8'])(request, undefined).tls, true);
  assert.equal(clientReader([])(request, undefined).tls, true);
});
