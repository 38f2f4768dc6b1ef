import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import { test, type TestContext } from 'node:test';
import tls from 'node:tls';
import { makeAuthority } from '../identity/authority.js';
import { openContract, openPolicy, startGateway, startUpstream } from './harness.js';

const root = await makeAuthority();
const server = await root.issue({ name: 'localhost', names: [{ type: 'dns', value: 'localhost' }] });

async function start(t: TestContext, most: number, waitMillis = 0) {
  const upstream = await startUpstream(t, (_request, response) => {
    setTimeout(() => response.writeHead(200).end('{}'), waitMillis);
  });
  const { port } = await startGateway(t, {
    upstream,
    contract: openContract,
    policy: openPolicy,
    options: { limits: { connectionsPerAddress: most } },
    listen: { tls: { certificate: server.certificate, key: server.key } },
  });
  return { port, upstream };
}

async function connect(t: TestContext, port: number, ALPNProtocols: string[] = ['http/1.1']): Promise<tls.TLSSocket> {
  const socket = tls.connect({ host: '127.0.0.1', port, servername: 'localhost', ca: root.pem, ALPNProtocols });
  socket.on('error', () => undefined);
  t.after(() => socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

const get = 'GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n';
const slowBody = 'POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Type: a/b\r\nContent-Length: 100\r\n\r\n{';

async function answered(socket: tls.TLSSocket): Promise<string> {
  const [data] = (await once(socket, 'data')) as [Buffer];
  return data.toString('latin1').slice(0, 12);
}

test('over TLS, connections that brought no whole request make room for honest newcomers', async (t) => {
  const { port } = await start(t, 3);
  const [silent, head, body] = [await connect(t, port), await connect(t, port), await connect(t, port)];
  head!.write(get.slice(0, 20));
  body!.write(slowBody);
  for (const waiting of [silent!, head!, body!]) {
    const ended = once(waiting, 'close');
    const honest = await connect(t, port);
    honest.write(get);
    assert.equal(await answered(honest), 'HTTP/1.1 200');
    await ended;
  }
});

test('a client that waits for its answer, or was served, keeps its place', async (t) => {
  const { port, upstream } = await start(t, 2, 500);
  const waiting = await connect(t, port);
  waiting.write(get);
  const session = http2.connect(`https://localhost:${port}`, { ca: root.pem, lookup: toLoopback });
  session.on('error', () => undefined);
  t.after(() => session.destroy());
  const stream = session.request({ ':path': '/x' });
  const served = once(stream, 'response');
  const answer = answered(waiting);
  while (upstream.seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  await assert.rejects(connect(t, port), 'all places are taken by clients');
  assert.equal(await answer, 'HTTP/1.1 200');
  const [headers] = (await served) as [http2.IncomingHttpHeaders];
  assert.equal(headers[':status'], 200);
});

test('HTTP/2 connections without a request make room too: their settings are no request', async (t) => {
  const { port } = await start(t, 1);
  const silent = http2.connect(`https://localhost:${port}`, { ca: root.pem, lookup: toLoopback });
  silent.on('error', () => undefined);
  t.after(() => silent.destroy());
  await once(silent, 'remoteSettings');
  const ended = new Promise((resolve) => silent.once('close', resolve));
  const honest = await connect(t, port);
  honest.write(get);
  assert.equal(await answered(honest), 'HTTP/1.1 200');
  await ended;
});

function toLoopback(_name: string, options: unknown, done: unknown): void {
  const all = (options as { all?: boolean }).all === true;
  const tell = done as (error: null, address: unknown, family?: number) => void;
  if (all) tell(null, [{ address: '127.0.0.1', family: 4 }]);
  else tell(null, '127.0.0.1', 4);
}

test('a listener that closes waits for no connection that never sent a request', async (t) => {
  const upstream = await startUpstream(t);
  const limits = { headMillis: 300, drainMillis: 20_000 };
  const { gateway } = await startGateway(t, {
    upstream,
    contract: openContract,
    policy: openPolicy,
    options: { limits },
  });
  const tlsFiles = { certificate: server.certificate, key: server.key };
  const listening = await gateway.listen('127.0.0.1', 0, { tls: tlsFiles });
  await connect(t, listening.port);
  const served = await connect(t, listening.port);
  served.write(get);
  await answered(served);
  const before = performance.now();
  await listening.close();
  assert.ok(performance.now() - before < 6000, 'not the whole time that open requests get');
});
