import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, WebSocketServer, type ClientOptions } from 'ws';
import { deny } from '../../src/gateway/denial.js';
import { defineGuard, type Guard } from '../../src/gateway/guard.js';
import { guards } from '../../src/gateway/guards.js';
import { principalOf } from './guard-fixture.js';
import { call, raw, startGateway, startUpstream, statusesIn, type Setup } from './harness.js';

type Context = Parameters<typeof startUpstream>[0];

const contract = `paths:
  /talk:
    get: { security: [], responses: { '101': { description: WebSocket } } }
  /plain:
    get: { security: [], responses: { '200': { description: ok } } }
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

async function start(t: Context, options: NonNullable<Setup['options']> = {}, cors = '') {
  const server = http.createServer((_request, response) => response.end('plain'));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', (text) => socket.send(`echo ${String(text)}`)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  const upstream = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const policy = `defaults: { mode: enforce, rateLimits: []${cors} }\n`;
  const all = [...guards].filter(({ id }) => id !== 'authenticate');
  return startGateway(t, { upstream, contract, policy, options: { guards: [knowing, ...all], ...options } });
}

function open(t: Context, url: string, options: ClientOptions = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, options);
  t.after(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

const closed = (socket: WebSocket): Promise<true> => once(socket, 'close').then(() => true);

test('a WebSocket of the contract is opened and carries both ways', async (t) => {
  const { port, access } = await start(t);
  const socket = await open(t, `ws://127.0.0.1:${port}/talk?as=alice`);
  socket.send('hello');
  assert.equal(String((await once(socket, 'message'))[0]), 'echo hello');
  const end = closed(socket);
  socket.close();
  await end;
  await sleep(30);
  assert.deepEqual(
    access.map(({ operationId, status, principalId }) => [operationId, status, principalId]),
    [['GET /talk', 101, 'alice']],
  );
  assert.ok(access[0]!.bytesOut! > 0);
});

test('guards judge the request that opens it', async (t) => {
  const { port, events } = await start(t);
  await assert.rejects(open(t, `ws://127.0.0.1:${port}/talk`), /401/);
  await assert.rejects(open(t, `ws://127.0.0.1:${port}/other?as=alice`), /404/);
  assert.deepEqual(
    events.map(({ code }) => code),
    ['CREDENTIAL_MISSING', 'OPERATION_UNKNOWN'],
  );
});

test('another protocol, or an operation that answers no 101, is answered as an ordinary request', async (t) => {
  const { port } = await start(t);
  await assert.rejects(open(t, `ws://127.0.0.1:${port}/plain?as=alice`), /200/);
  const h2c = await raw(port, 'GET /plain?as=a HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n');
  assert.deepEqual([statusesIn(h2c.text), h2c.closed], [[200], true]);
  assert.match(h2c.text, /connection: close/i);
});

test('what follows an upgrade that was not taken is never a second request', async (t) => {
  const { port, access } = await start(t);
  const first = 'GET /plain?as=a HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n';
  const hidden = 'GET /plain?as=a HTTP/1.1\r\nHost: a\r\n\r\n';
  assert.deepEqual(statusesIn((await raw(port, `${first}\r\n${hidden}`)).text), [200]);
  const withBody = await raw(port, `${first}Content-Length: ${hidden.length}\r\n\r\n${hidden}`);
  assert.deepEqual([statusesIn(withBody.text), withBody.closed], [[], true]);
  assert.equal(access.length, 1);
});

test('an upstream that only says it switched is not believed', async (t) => {
  const upstream = await startUpstream(t);
  const server = http.createServer();
  server.on('upgrade', (_request, socket) => {
    t.after(() => socket.destroy());
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const policy = 'defaults: { mode: enforce, rateLimits: [] }\n';
  const { port } = await startGateway(t, { upstream: { ...upstream, url }, contract, policy });
  await assert.rejects(open(t, `ws://127.0.0.1:${port}/talk`), /502/);
});

test('a page of another origin opens none unless the policy names the origin', async (t) => {
  const { port } = await start(t, {}, ', cors: { origins: ["https://shop.example"] }');
  const other = await start(t);
  const at = (to: number, origin: string) => open(t, `ws://127.0.0.1:${to}/talk?as=alice`, { origin });
  await at(port, 'https://shop.example');
  await at(other.port, `http://127.0.0.1:${other.port}`);
  await assert.rejects(at(port, 'https://evil.example'), /403/);
  await assert.rejects(at(other.port, 'https://evil.example'), /403/);
  await assert.rejects(at(other.port, 'null'), /403/);
});

test('it ends with the credential, and when it carries nothing', async (t) => {
  const { port } = await start(t, { limits: { socketIdleMillis: 400 } });
  const expiring = await open(t, `ws://127.0.0.1:${port}/talk?as=alice&ends=1`);
  const idle = await open(t, `ws://127.0.0.1:${port}/talk?as=alice`);
  const chatter = setInterval(() => expiring.send('x'), 100);
  t.after(() => clearInterval(chatter));
  assert.equal(await Promise.race([closed(idle), sleep(900)]), true);
  assert.equal(expiring.readyState, WebSocket.OPEN);
  assert.equal(await Promise.race([closed(expiring), sleep(1500)]), true);
});

test('one principal has its share of them, and gets it back', async (t) => {
  const { port } = await start(t, { limits: { socketsPerPrincipal: 2 } });
  const as = (name: string) => open(t, `ws://127.0.0.1:${port}/talk?as=${name}`);
  const [first] = [await as('alice'), await as('alice'), await as('bob')];
  await assert.rejects(as('alice'), /429/);
  first.terminate();
  await sleep(50);
  await as('alice');
});

test('closing the gateway ends them', async (t) => {
  const { port, gateway } = await start(t);
  const socket = await open(t, `ws://127.0.0.1:${port}/talk?as=alice`);
  const end = closed(socket);
  await gateway.close();
  assert.equal(await end, true);
  await assert.rejects(call(port, '/plain?as=a'));
});
