import assert from 'node:assert/strict';
import net from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { makeAuthority } from '../identity/authority.js';
import { call, openContract, openPolicy, startGateway, startUpstream } from '../gateway/harness.js';

const root = await makeAuthority();
const certificate = await root.issue({ name: 'localhost', names: [{ type: 'dns', value: 'localhost' }] });

/** More than one address may have at once. */
const many = 300;

interface Mode {
  readonly first: string;
  readonly drip?: string;
  /** Takes nothing of what comes. */
  readonly deaf?: boolean;
}

const head = 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
const modes: Record<string, Mode> = {
  'heads that never end': { first: 'GET /x HTTP/1.1\r\nHost: a\r\n', drip: 'X-a: b\r\n' },
  'bodies that never end': { first: `${head}Content-Length: 100000\r\n\r\n{`, drip: ' ' },
  'chunks of one byte': { first: `${head}Transfer-Encoding: chunked\r\n\r\n`, drip: '1\r\n \r\n' },
  silence: { first: '' },
  'answers that nobody reads': { first: 'GET /big HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(4), deaf: true },
};

async function start(t: TestContext, isTls: boolean) {
  const big = Buffer.alloc(1024 * 1024, 'x');
  const upstream = await startUpstream(t, (request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(request.url === '/big' ? big : 'ok');
  });
  const { gateway, port } = await startGateway(t, {
    upstream,
    contract: openContract,
    policy: openPolicy,
    options: { limits: { drainMillis: 50 } },
  });
  if (!isTls) return port;
  return (await gateway.listen('127.0.0.1', 0, { tls: certificate })).port;
}

function attack(t: TestContext, port: number, { mode, isTls }: { mode: Mode; isTls: boolean }): void {
  const socket = isTls
    ? tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
    : net.connect(port, '127.0.0.1');
  let drip: NodeJS.Timeout | undefined;
  socket.on('error', () => undefined);
  socket.once(isTls ? 'secureConnect' : 'connect', () => {
    socket.write(mode.first);
    if (mode.deaf) socket.pause();
    else socket.resume();
    if (mode.drip) drip = setInterval(() => socket.write(mode.drip!), 300);
  });
  const end = (): void => {
    clearInterval(drip);
    socket.destroy();
  };
  socket.on('close', end);
  t.after(end);
}

/** A client that connects anew for every request: it needs a place each time. */
async function good(port: number, isTls: boolean, requests: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < requests; i++) {
    const before = performance.now();
    assert.equal(await status(port, isTls), 200);
    times.push(performance.now() - before);
    await sleep(5);
  }
  return times.sort((a, b) => a - b)[Math.floor(requests * 0.95)]!;
}

async function status(port: number, isTls: boolean): Promise<number> {
  if (!isTls) return (await call(port, '/x')).status;
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed without an answer')));
    socket.once('secureConnect', () => socket.write('GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'));
    socket.once('data', (data: Buffer) => {
      resolve(Number(data.toString().slice(9, 12)));
      socket.destroy();
    });
  });
}

/** While slow clients take what they can, a good client at their address is served. */
export function testSlowClients(isTls: boolean): void {
  for (const [what, mode] of Object.entries(modes)) {
    test(`${what}${isTls ? ' over TLS' : ''}: every request of a good client at the same address is served`, async (t) => {
      const port = await start(t, isTls);
      for (let i = 0; i < (mode.deaf ? 20 : many); i++) attack(t, port, { mode, isTls });
      await sleep(isTls ? 700 : 200);
      const during = await good(port, isTls, 40);
      // How fast is for the bench; here nobody may be shut out, however busy the machine is.
      assert.ok(during <= 5_000, `95 % within ${during} ms`);
    });
  }
}
