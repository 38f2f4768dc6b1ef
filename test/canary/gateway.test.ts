import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../app/free-port.js';
import type { Gateway, Project } from '../cli/bench.js';
import { canaryProject, LeakyUpstream } from './canary-api.js';
import { paths, places } from './places.js';
import { nextSecret } from './secrets.js';
import { heapsOf, leaks, spellings, type Heap } from './spellings.js';

/** Place -> the secret that was put there. */
const secrets = new Map<string, string>();
const plant = (place: string): string => {
  const secret = secrets.get(place) ?? nextSecret();
  secrets.set(place, secret);
  return secret;
};

/** What receivers outside were sent. */
const received: Heap[] = [];
const upstream = new LeakyUpstream(plant);
const outside = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    received.push({ name: `outside${request.url}`, bytes: Buffer.concat(chunks) });
    response.setHeader('content-type', 'application/json').end('{}');
  });
});
let project: Project;
let gateway: Gateway;
let control: string;
before(async () => {
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const elsewhere = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  control = `127.0.0.1:${await freePort()}`;
  project = canaryProject({
    upstream: await upstream.start(),
    control,
    hook: `${elsewhere}/hook`,
    collector: elsewhere,
  });
  gateway = await project.start('--workers', '2');
});
after(async () => {
  await project.close();
  await upstream.stop();
  outside.closeAllConnections();
  outside.close();
});

/** Sends bytes; resolves when an answer began, or the connection ended. */
function send(bytes: string): Promise<void> {
  const { port } = new URL(gateway.url);
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    const slow = setTimeout(() => socket.destroy(), 400);
    socket.on('error', () => undefined).on('data', () => setTimeout(() => socket.destroy(), 5));
    socket.on('close', () => {
      clearTimeout(slow);
      resolve();
    });
  });
}

async function sendAll(): Promise<void> {
  const others = paths.slice(1);
  const wanted = Object.entries(places).flatMap(([place, make], n) =>
    [paths[0], others[n % others.length]!].map((path) => make(plant(`${place} at ${path}`), path)),
  );
  const line = async (): Promise<void> => {
    for (let bytes = wanted.pop(); bytes !== undefined; bytes = wanted.pop()) await send(bytes);
  };
  await Promise.all(Array.from({ length: 12 }, line));
  for (const what of ['error', 'broken', 'redirect', 'cut'] as const) {
    for (const path of ['/open', '/watched']) await send(`GET ${path}?${what}=1 HTTP/1.1\r\nHost: a\r\n\r\n`);
  }
}

const output = (name: string, text: string): Heap => ({ name: `output/${name}`, bytes: Buffer.from(text) });

async function outputs(): Promise<Heap[]> {
  const commands = [
    ['events', 'search', '--limit', '2000'],
    ['events', 'search', '--limit', '2000', '--format', 'json'],
    ...['jsonl', 'csv', 'cef', 'syslog'].map((format) => ['events', 'export', '--format', format]),
    ...['jsonl', 'csv'].map((format) => ['events', 'export', '--format', format, '--output', `exported.${format}`]),
    ['store', 'backup', 'backup'],
    ['events', 'verify', '--format', 'json'],
    ['detections', 'list', '--format', 'json'],
    ['findings', 'list', '--format', 'json'],
    ['policy', 'explain', 'postOpen'],
    ['audit', '--format', 'json', '--fail-on', 'critical'],
  ];
  const made: Heap[] = [];
  for (const command of commands) {
    const { stdout, stderr } = await project.run(...command);
    made.push(output(command.join(' '), `${stdout}${stderr}`));
  }
  for (const page of ['metrics', 'readyz']) {
    made.push(output(page, await (await fetch(`http://${control}/${page}`)).text()));
  }
  return made;
}

const found = (...heaps: readonly Heap[]): string[] =>
  leaks(secrets, [...heapsOf(project.folder), ...received, ...heaps]);

describe('a secret in any place of a request or an answer', () => {
  it('is found by the search that this test relies on, in each of its spellings', () => {
    const secret = nextSecret();
    for (const text of spellings(secret)) {
      const heap = { name: 'a/b', bytes: Buffer.from(`... ${text} ...`, 'latin1') };
      assert.equal(leaks(new Map([['x', secret]]), [heap]).length, 1, text);
    }
    const hidden = { name: 'a/b', bytes: Buffer.from(Buffer.from(`{"x":"${secret}"}`).toString('base64')) };
    assert.equal(leaks(new Map([['x', secret]]), [hidden]).length, 1);
  });

  it('is in no file of the running gateway, in nothing that it sends out, and in nothing that it shows', async () => {
    await sendAll();
    await sleep(1500);
    assert.deepEqual(found(), []);
    assert.deepEqual(found(...(await outputs())), []);
    const kept = heapsOf(project.file('backup')).map(({ name }) => name);
    assert.ok(
      kept.some((name) => name.endsWith('(calls)')),
      kept.join(),
    );
    assert.ok(fs.statSync(project.file('exported.csv')).size > 1000, 'the export is scanned like every file');
    const told = received.filter(({ name }) => name === 'outside/hook');
    assert.ok(told.length > 0 && received.some(({ name }) => name === 'outside/v1/logs'), 'receivers were told');
    const log = fs.readFileSync(project.file('access.log'), 'utf8').trim().split('\n');
    assert.ok(log.length > Object.keys(places).length, `${log.length} lines in the access log`);
  });

  it('is in no file after HTTP/2 brought it', async () => {
    const session = http2.connect(gateway.url);
    session.on('error', () => undefined);
    for (const [place, fields] of [
      ['path', (secret: string) => ({ ':path': `/${secret}` })],
      ['query', (secret: string) => ({ ':path': `/open?q=${secret}` })],
      ['method', (secret: string) => ({ ':path': '/open', ':method': secret })],
      ['cookie', (secret: string) => ({ ':path': '/open', cookie: `sid=${secret}` })],
      ['token', (secret: string) => ({ ':path': '/guarded', authorization: `Bearer ${secret}` })],
      ['authority', (secret: string) => ({ ':path': '/open', ':authority': `${secret}.example.com` })],
    ] as const) {
      if (session.destroyed) break;
      const stream = session.request(fields(plant(`HTTP/2 ${place}`)));
      stream.on('error', () => undefined).resume();
      await Promise.race([new Promise((resolve) => stream.on('close', resolve)), sleep(500)]);
    }
    session.destroy();
    assert.deepEqual(found(), []);
  });

  it('is in no file after kill -9 of a worker and of the main process, and after the next start', async () => {
    const workers = execFileSync('pgrep', ['-P', String(gateway.pid)])
      .toString()
      .trim()
      .split('\n')
      .map(Number);
    const late = sendAll();
    await sleep(100);
    process.kill(workers[0]!, 'SIGKILL');
    await late;
    const ended = await gateway.stop('SIGKILL');
    assert.deepEqual(found(output('stdout', ended.stdout), output('stderr', ended.stderr)), []);
    gateway = await project.start();
    const { stdout, stderr } = await gateway.stop();
    assert.deepEqual(found(output('stdout', stdout), output('stderr', stderr)), []);
  });
});
