import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { Listeners } from '../../src/app/listeners.js';
import type { EventKind } from '../../src/core/events.js';
import type { ListenPolicy } from '../../src/model/types.js';
import { openContract, openPolicy, startGateway, startUpstream } from '../gateway/harness.js';
import { makeAuthority, type Issued } from '../identity/authority.js';

const root = await makeAuthority();

async function start(t: TestContext) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-tls-'));
  const certificate = path.join(folder, 'tls.crt');
  const key = path.join(folder, 'tls.key');
  const put = (issued: Issued): void => {
    fs.writeFileSync(certificate, issued.certificate);
    fs.writeFileSync(key, issued.key);
  };
  put(await root.issue({ name: 'first' }));
  const { gateway } = await startGateway(t, {
    upstream: await startUpstream(t),
    contract: openContract,
    policy: openPolicy,
  });
  const events: EventKind[] = [];
  const note = ({ kind }: { kind: EventKind }): void => void events.push(kind);
  const listeners = new Listeners(gateway, gateway.project, { write: note, batch: note });
  const policy = { host: '127.0.0.1', port: 0, tls: { certificate, key, minVersion: 'TLSv1.2' }, node: undefined };
  const [url] = await listeners.open([policy]);
  t.after(() => {
    listeners.close();
    fs.rmSync(folder, { recursive: true });
  });
  const served = async (): Promise<string> => {
    const socket = tls.connect({ host: '127.0.0.1', port: Number(new URL(url!).port), rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const name = String(socket.getPeerCertificate().subject.CN);
    socket.destroy();
    return name;
  };
  return { put, served, events, renew: () => listeners.renew(gateway.project), remove: () => fs.rmSync(key) };
}

test('a certificate that changed on disk is served, and an event says so once', async (t) => {
  const { put, served, events, renew } = await start(t);
  assert.equal(await served(), 'first');
  renew();
  put(await root.issue({ name: 'second' }));
  renew();
  renew();
  assert.equal(await served(), 'second');
  assert.deepEqual(events, ['certificate_changed']);
});

test('one that has expired, or whose key is gone, is not: the one before stays', async (t) => {
  const { put, served, events, renew, remove } = await start(t);
  put(await root.issue({ name: 'old', validFor: -1000 }));
  renew();
  renew();
  assert.equal(await served(), 'first');
  assert.deepEqual(events, ['certificate_refused']);
  remove();
  renew();
  assert.equal(await served(), 'first');
});

/** A gateway whose addresses change, with a slow upstream. */
async function startChanging(t: TestContext, waitMillis = 0) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-listen-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const upstream = await startUpstream(t, (_request, response) => {
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'), waitMillis);
  });
  const { gateway } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const listeners = new Listeners(gateway, gateway.project, { write: () => undefined, batch: () => undefined });
  t.after(() => listeners.close());
  const put = (name: string, issued: Issued): void => {
    fs.writeFileSync(path.join(folder, `${name}.crt`), issued.certificate);
    fs.writeFileSync(path.join(folder, `${name}.key`), issued.key);
  };
  const tlsOf = (name: string, clientCa?: string): NonNullable<ListenPolicy['tls']> => ({
    certificate: path.join(folder, `${name}.crt`),
    key: path.join(folder, `${name}.key`),
    minVersion: 'TLSv1.2',
    ...(clientCa === undefined ? {} : { clientCa }),
  });
  const change = async (listen: readonly ListenPolicy[]) =>
    (await listeners.prepare(listen, gateway.project)).activate();
  return { gateway, listeners, folder, put, tlsOf, change, upstream };
}

const plain = (port: number, more: Partial<ListenPolicy> = {}): ListenPolicy => ({
  host: '127.0.0.1',
  port,
  tls: undefined,
  node: undefined,
  ...more,
});

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('a change of addresses opens the new one, and lets the old one finish what is under way', async (t) => {
  const { listeners, change } = await startChanging(t, 300);
  const [before, after] = [await freePort(), await freePort()];
  await listeners.open([plain(before)]);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const underWay = get(before, agent);
  await sleep(100);
  assert.deepEqual(await change([plain(after)]), [`http://127.0.0.1:${after}`]);
  assert.equal((await get(after)).status, 200);
  const answer = await underWay;
  assert.equal(answer.status, 200);
  await assert.rejects(get(before), 'nobody listens there any more');
});

test('a client with a kept connection is told that it ends', async (t) => {
  const { listeners, change } = await startChanging(t, 100);
  const [before, after] = [await freePort(), await freePort()];
  await listeners.open([plain(before)]);
  const socket = net.connect(before, '127.0.0.1');
  await once(socket, 'connect');
  const request = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n';
  socket.write(request);
  await sleep(30);
  await change([plain(after)]);
  const [first] = (await once(socket, 'data')) as [Buffer];
  assert.match(first.toString(), /^HTTP\/1\.1 200/);
  socket.write(request);
  const [second] = (await once(socket, 'data')) as [Buffer];
  assert.match(second.toString(), /^HTTP\/1\.1 200[^]*connection: close/i);
  await once(socket, 'close');
});

test('proxies that are trusted from now on are believed on the same port', async (t) => {
  const { listeners, change, upstream } = await startChanging(t);
  const port = await freePort();
  await listeners.open([plain(port)]);
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  await get(port, undefined, headers);
  await change([plain(port, { trustedProxies: ['127.0.0.0/8'] })]);
  await get(port, undefined, headers);
  assert.deepEqual(
    upstream.seen.map(({ headers: seen }) => seen['x-forwarded-for']),
    ['127.0.0.1', '203.0.113.9'],
  );
});

test('a client certificate that is newly a condition is asked for at the next handshake', async (t) => {
  const { listeners, change, put, tlsOf, folder } = await startChanging(t);
  put('a', await root.issue({ name: 'a' }));
  fs.writeFileSync(path.join(folder, 'clients.pem'), root.pem);
  const port = await freePort();
  await listeners.open([plain(port, { tls: tlsOf('a') })]);
  assert.equal(await handshake(port), 'ok');
  await change([plain(port, { tls: tlsOf('a', path.join(folder, 'clients.pem')) })]);
  assert.notEqual(await handshake(port), 'ok', 'without a certificate');
  const client = await root.issue({ name: 'client' });
  assert.equal(await handshake(port, { cert: client.certificate, key: client.key }), 'ok');
  await change([plain(port, { tls: tlsOf('a') })]);
  assert.equal(await handshake(port), 'ok', 'no condition any more');
});

test('an address goes over to TLS, and back', async (t) => {
  const { listeners, change, put, tlsOf } = await startChanging(t);
  put('a', await root.issue({ name: 'a' }));
  const port = await freePort();
  await listeners.open([plain(port)]);
  assert.deepEqual(await change([plain(port, { tls: tlsOf('a') })]), [`https://127.0.0.1:${port}`]);
  assert.equal(await handshake(port), 'ok');
  assert.equal(listeners.certificates[0]!.address, `127.0.0.1:${port}`);
  await change([plain(port)]);
  assert.equal((await get(port)).status, 200);
});

test('an address that somebody has, and a certificate that is none, change nothing', async (t) => {
  const { listeners, change, put, tlsOf } = await startChanging(t);
  put('old', await root.issue({ name: 'old', validFor: -1000 }));
  put('a', await root.issue({ name: 'a' }));
  const port = await freePort();
  await listeners.open([plain(port, { tls: tlsOf('a') })]);
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const { port: occupied } = taken.address() as net.AddressInfo;
  const fresh = await freePort();
  await assert.rejects(change([plain(fresh), plain(occupied)]), { code: 'ADDRESS_IN_USE' });
  await assert.rejects(change([plain(port, { tls: tlsOf('old') })]), { code: 'CERTIFICATE_INVALID' });
  await assert.rejects(change([plain(port, { tls: tlsOf('none') })]), { code: 'FILE_UNREADABLE' });
  await assert.rejects(get(fresh), 'what was opened for it is closed again');
  assert.equal(await handshake(port), 'ok');
});

function get(port: number, agent?: http.Agent, headers: http.OutgoingHttpHeaders = {}): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/x', headers, agent: agent ?? false }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode! }));
    });
    request.on('error', reject);
  });
}

/** With TLS 1.3 a refusal comes after the client's side is done: at the first bytes. */
function handshake(port: number, options: tls.ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
    const end = (text: string): void => {
      socket.destroy();
      resolve(text);
    };
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'failed'));
    socket.on('close', () => end('closed'));
    socket.once('secureConnect', () => socket.write('GET /x HTTP/1.1\r\nHost: a\r\n\r\n'));
    socket.once('data', (data: Buffer) => end(data.toString().startsWith('HTTP/1.1 200') ? 'ok' : data.toString()));
  });
}
