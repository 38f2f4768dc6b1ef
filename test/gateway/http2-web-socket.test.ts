import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2, { type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { deny } from '../../src/gateway/denial.js';
import { defineGuard, type Guard } from '../../src/gateway/guard.js';
import { guards } from '../../src/gateway/guards.js';
import { makeAuthority } from '../identity/authority.js';
import { principalOf } from './guard-fixture.js';
import { call, startGateway, type Setup } from './harness.js';

const contract = `paths:
  /talk:
    get: { security: [], responses: { '101': { description: WebSocket } } }
  /plain:
    get: { security: [], responses: { '200': { description: ok } } }
  /deaf:
    get: { security: [], responses: { '101': { description: WebSocket } } }
`;

/** Says who asks: `?as=NAME` is a principal whose credential ends after `ends` seconds. */
const knowing: Guard = defineGuard({
  id: 'knowing',
  phase: 'authenticate',
  title: 'x',
  monitorable: false,
  settings: [],
  compile: () => (exchange) => {
    const query = new URLSearchParams(exchange.query);
    const name = query.get('as');
    if (name === null) return deny('CREDENTIAL_MISSING');
    const ends = query.get('ends');
    const expiresAt = ends === null ? undefined : Date.now() / 1000 + Number(ends);
    exchange.principal = principalOf({ id: name, expiresAt });
    return undefined;
  },
});

async function start(t: TestContext, options: NonNullable<Setup['options']> = {}) {
  const seen: http.IncomingHttpHeaders[] = [];
  const server = http.createServer((_request, response) => response.end('plain'));
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    seen.push(request.headers);
    if (request.url?.startsWith('/deaf')) return void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno');
    return sockets.handleUpgrade(request, socket, head, (open) => {
      open.on('message', (text) => open.send(`echo ${String(text)}`));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
    server.close();
  });
  const root = await makeAuthority();
  const tls = await root.issue({ names: [{ type: 'dns', value: 'localhost' }] });
  const all = [...guards].filter(({ id }) => id !== 'authenticate');
  const running = await startGateway(t, {
    upstream: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    contract,
    policy: 'defaults: { mode: enforce, rateLimits: [] }\n',
    options: { guards: [knowing, ...all], ...options },
    listen: { tls },
  });
  const session = http2.connect(`https://127.0.0.1:${running.port}`, { ca: root.pem, servername: 'localhost' });
  session.on('error', () => undefined);
  t.after(() => session.destroy());
  await once(session, 'remoteSettings');
  return { ...running, session, seen };
}

function connect(session: ClientHttp2Session, path: string, more: OutgoingHttpHeaders = {}): ClientHttp2Stream {
  const stream = session.request(
    { ':method': 'CONNECT', ':protocol': 'websocket', ':path': path, 'sec-websocket-version': '13', ...more },
    { endStream: false },
  );
  stream.on('error', () => undefined);
  return stream;
}

async function statusOf(stream: ClientHttp2Stream): Promise<number> {
  const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader];
  // Who is refused leaves the stream: an answer does not end the client's side.
  if (headers[':status'] !== 200) stream.close();
  return headers[':status']!;
}

/** One text frame of a client, short and masked (RFC 6455 5.2). */
function frame(text: string): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const payload = Buffer.from(text).map((byte, i) => byte ^ mask[i % 4]!);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, payload]);
}

/** The text of one short frame of a server. */
const textOf = (bytes: Buffer): string => bytes.subarray(2, 2 + (bytes[1]! & 0x7f)).toString();

const closed = (stream: ClientHttp2Stream): Promise<true> => once(stream, 'close').then(() => true);

test('the server says that it takes extended CONNECT', async (t) => {
  const { session } = await start(t);
  assert.equal(session.remoteSettings.enableConnectProtocol, true);
});

test('a WebSocket is opened on a stream and carries both ways', async (t) => {
  const { session, seen, access } = await start(t);
  const stream = connect(session, '/talk?as=alice', { 'x-portcullis-as': 'root', 'sec-websocket-key': 'forged' });
  const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders & { ':status': number }];
  assert.equal(headers[':status'], 200);
  assert.match(String(headers['x-request-id']), /^[\da-f-]{36}$/);
  assert.deepEqual([headers['sec-websocket-accept'], headers['upgrade']], [undefined, undefined]);
  for (const text of ['hello', 'again']) {
    stream.write(frame(text));
    assert.equal(textOf(((await once(stream, 'data')) as [Buffer])[0]), `echo ${text}`);
  }
  assert.equal(seen[0]?.['x-portcullis-as'], undefined);
  assert.match(seen[0]?.['sec-websocket-key'] ?? '', /^[A-Za-z0-9+/]{22}==$/);
  const end = closed(stream);
  stream.end();
  await end;
  await sleep(50);
  assert.deepEqual(
    access.map(({ operationId, status, principalId }) => [operationId, status, principalId]),
    [['GET /talk', 101, 'alice']],
  );
  assert.ok(access[0]!.bytesOut! > 0);
});

test('guards judge the request that opens it, and the connection goes on', async (t) => {
  const { session, events, seen } = await start(t);
  assert.equal(await statusOf(connect(session, '/talk')), 401);
  assert.equal(await statusOf(connect(session, '/other?as=alice')), 404);
  assert.equal(await statusOf(connect(session, '/talk?as=alice', { origin: 'https://evil.example' })), 403);
  assert.deepEqual(seen, []);
  assert.deepEqual(
    events.map(({ code }) => code),
    ['CREDENTIAL_MISSING', 'OPERATION_UNKNOWN', 'ORIGIN_REFUSED'],
  );
  assert.equal(await statusOf(connect(session, '/talk?as=alice')), 200);
});

test('what is no WebSocket is never answered as if it were one', async (t) => {
  const { session, port } = await start(t);
  assert.equal(await statusOf(connect(session, '/plain?as=alice')), 405);
  assert.equal(await statusOf(connect(session, '/deaf?as=alice')), 502);
  assert.equal(await statusOf(connect(session, '/talk?as=alice', { ':protocol': 'connect-udp' })), 405);
  const tunnel = session.request({ ':method': 'CONNECT', ':authority': `127.0.0.1:${port}` });
  tunnel.on('error', () => undefined);
  assert.equal(await statusOf(tunnel), 405);
  assert.equal(await statusOf(session.request({ ':path': '/plain?as=alice' })), 200);
});

test('a client that keeps a refused tunnel open does not keep the gateway from stopping', async (t) => {
  const { session, gateway } = await start(t);
  const refused = connect(session, '/plain?as=alice').resume();
  const [headers] = (await once(refused, 'response')) as [http2.IncomingHttpHeaders];
  assert.equal(headers[':status' as keyof typeof headers], 405);
  const from = performance.now();
  await gateway.close();
  assert.ok(performance.now() - from < 5000, 'long before the gateway cuts off what is left');
  assert.equal(refused.rstCode, http2.constants.NGHTTP2_NO_ERROR);
});

test('without TLS it works as well where HTTP/2 is spoken, and HTTP/1.1 goes on beside it', async (t) => {
  const { gateway } = await start(t);
  const { port } = await gateway.listen('127.0.0.1', 0, { http2: true });
  const session = http2.connect(`http://127.0.0.1:${port}`);
  session.on('error', () => undefined);
  t.after(() => session.destroy());
  await once(session, 'remoteSettings');
  const stream = connect(session, '/talk?as=alice');
  assert.equal(await statusOf(stream), 200);
  stream.write(frame('x'));
  assert.equal(textOf(((await once(stream, 'data')) as [Buffer])[0]), 'echo x');
  assert.equal((await call(port, '/plain?as=alice')).status, 200);
});

test('it ends with the credential, and when it carries nothing', async (t) => {
  const { session } = await start(t, { limits: { socketIdleMillis: 400 } });
  const expiring = connect(session, '/talk?as=alice&ends=1');
  const idle = connect(session, '/talk?as=alice');
  assert.deepEqual(await Promise.all([statusOf(expiring), statusOf(idle)]), [200, 200]);
  expiring.resume();
  const chatter = setInterval(() => expiring.writable && expiring.write(frame('x')), 100);
  t.after(() => clearInterval(chatter));
  assert.equal(await Promise.race([closed(idle), sleep(900)]), true);
  assert.equal(expiring.closed, false);
  assert.equal(await Promise.race([closed(expiring), sleep(1500)]), true);
});

test('one principal has its share of them, and gets it back', async (t) => {
  const { session } = await start(t, { limits: { socketsPerPrincipal: 2 } });
  const [first] = [connect(session, '/talk?as=alice'), connect(session, '/talk?as=alice')];
  assert.equal(await statusOf(first!), 200);
  await sleep(30);
  assert.equal(await statusOf(connect(session, '/talk?as=alice')), 429);
  const end = closed(first!);
  first!.close(http2.constants.NGHTTP2_CANCEL);
  await end;
  await sleep(50);
  assert.equal(await statusOf(connect(session, '/talk?as=alice')), 200);
});

test('a WebSocket may stay longer than a request may take, and ends with its connection', async (t) => {
  const { session, gateway } = await start(t, { limits: { headMillis: 200, requestMillis: 200 } });
  const stream = connect(session, '/talk?as=alice');
  assert.equal(await statusOf(stream), 200);
  await sleep(500);
  stream.write(frame('late'));
  assert.equal(textOf(((await once(stream, 'data')) as [Buffer])[0]), 'echo late');
  session.destroy();
  await sleep(100);
  assert.equal(gateway.stats.heldBytes, 0);
});

test('closing the gateway ends them', async (t) => {
  const { session, gateway } = await start(t);
  const stream = connect(session, '/talk?as=alice');
  assert.equal(await statusOf(stream), 200);
  const end = closed(stream);
  await gateway.close();
  assert.equal(await end, true);
});
