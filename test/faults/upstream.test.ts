import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, openContract, openPolicy, startGateway, type Answer } from '../gateway/harness.js';

type Behave = (socket: net.Socket, count: number) => void;

/** A server of bare bytes: what it does at each request on each connection. */
async function startRaw(t: TestContext, behave: Behave) {
  const state = { connections: 0, requests: 0, aborted: 0 };
  const server = net.createServer((socket) => {
    state.connections++;
    socket.on('error', () => state.aborted++);
    socket.on('data', (data) => {
      if (data.includes('\r\n\r\n')) behave(socket, ++state.requests);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`, state };
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

async function ask(
  t: TestContext,
  behave: Behave,
  method = 'GET',
): Promise<{ answers: Answer[]; connections: number }> {
  const upstream = await startRaw(t, behave);
  const policy = openPolicy.replace('rateLimits: []', 'rateLimits: [], timeoutSeconds: 1');
  const { port } = await startGateway(t, { upstream, contract: openContract, policy });
  const before = process.memoryUsage.rss();
  const body = method === 'POST' ? { body: 'a', headers: { 'content-type': 'text/plain' } } : {};
  const answers = [await call(port, '/x', { method, ...body }), await call(port, '/x')];
  assert.ok(process.memoryUsage.rss() - before < 96 * 1024 * 1024, 'memory stays bounded');
  return { answers, connections: upstream.state.connections };
}

const statuses = ({ answers }: { answers: Answer[] }): number[] => answers.map(({ status }) => status);

test('a connection that is half closed in the middle of an answer: 502, and it is not used again', async (t) => {
  const cut: Behave = (socket, count) => {
    if (count > 1) return void socket.write(ok);
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this');
  };
  const result = await ask(t, cut);
  assert.deepEqual(statuses(result), [502, 200]);
  assert.equal(result.connections, 2);
  assert.doesNotMatch(result.answers[0]!.text, /only this/);
});

test('chunks that end without their end: 502', async (t) => {
  const cut: Behave = (socket, count) => {
    if (count > 1) return void socket.write(ok);
    socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
  };
  assert.deepEqual(statuses(await ask(t, cut)), [502, 200]);
});

test('a head of 100 MB: 502 long before it ends', async (t) => {
  const line = Buffer.from(`X-Pad: ${'a'.repeat(8000)}\r\n`);
  const flood: Behave = (socket, count) => {
    if (count > 1) return void socket.write(ok);
    socket.write('HTTP/1.1 200 OK\r\n');
    let sent = 0;
    const pour = (): void => {
      while (!socket.destroyed && sent < 100 * 1024 * 1024) {
        sent += line.length;
        if (!socket.write(line)) return void socket.once('drain', pour);
      }
    };
    pour();
  };
  assert.deepEqual(statuses(await ask(t, flood)), [502, 200]);
});

test('a storm of interim answers: 502, and the connection is not used again', async (t) => {
  const storm: Behave = (socket, count) => {
    if (count > 1) return void socket.write(ok);
    socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(1000) + ok);
  };
  const result = await ask(t, storm);
  assert.deepEqual(statuses(result), [502, 200]);
  assert.equal(result.connections, 2);
});

test('an answer that says more than its length leaves nothing behind for the next client', async (t) => {
  const smuggling: Behave = (socket, count) => {
    if (count > 1) return void socket.write(ok);
    socket.write(`${ok}HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned`);
  };
  const result = await ask(t, smuggling);
  assert.deepEqual(statuses(result), [200, 200]);
  assert.deepEqual(
    result.answers.map(({ text }) => text),
    ['ok', 'ok'],
  );
});

test('silence: 504 when the time of the operation is over, and the connection is not used again', async (t) => {
  const silent: Behave = (socket, count) => void (count > 1 && socket.write(ok));
  const before = performance.now();
  const result = await ask(t, silent);
  assert.deepEqual(statuses(result), [504, 200]);
  assert.ok(performance.now() - before < 2500);
  assert.equal(result.connections, 2);
});

test('what may have happened is not repeated: a write whose connection was lost', async (t) => {
  let requests = 0;
  const lost: Behave = (socket, count) => {
    requests++;
    if (count > 1) socket.write(ok);
    else socket.destroy();
  };
  assert.deepEqual(statuses(await ask(t, lost, 'POST')), [502, 200]);
  assert.equal(requests, 2);
});

test('nobody listens: 502 within two seconds, and it is well again with the first success', async (t) => {
  const upstream = await startRaw(t, (socket) => void socket.write(ok));
  const port = Number(new URL(upstream.url).port);
  const gone = net.createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const url = `http://127.0.0.1:${(gone.address() as net.AddressInfo).port}`;
  await new Promise((resolve) => gone.close(resolve));
  const running = await startGateway(t, { upstream: { url }, contract: openContract, policy: openPolicy });
  const before = performance.now();
  assert.equal((await call(running.port, '/x')).status, 502);
  assert.ok(performance.now() - before < 2000);
  const back = net.createServer((socket) => void socket.pipe(net.connect(port, '127.0.0.1')).pipe(socket));
  back.listen(Number(new URL(url).port), '127.0.0.1');
  await once(back, 'listening');
  t.after(() => back.close());
  await sleep(50);
  assert.equal((await call(running.port, '/x')).status, 200);
});
