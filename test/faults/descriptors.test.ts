import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, openContract, startUpstream } from '../gateway/harness.js';

const root = process.env.PORTCULLIS_ROOT ?? process.cwd();
const descriptors = 256;

/** From several addresses of this machine, because one address has its share of connections only. */
function connectFrom(number: number, port: number): net.Socket {
  const localAddress = `127.0.0.${2 + (number % 6)}`;
  return net.connect({ port, host: '127.0.0.1', localAddress }).on('error', () => undefined);
}

test('a worker without file descriptors left goes on, and serves again within two seconds of their return', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-descriptors-'));
  const upstream = await startUpstream(t);
  fs.writeFileSync(
    path.join(folder, 'openapi.yaml'),
    `openapi: 3.1.0\ninfo: { title: any, version: '1' }\n${openContract}`,
  );
  fs.writeFileSync(
    path.join(folder, 'portcullis.yaml'),
    `version: 1\napis: { any: { contract: openapi.yaml, upstream: { url: ${upstream.url} } } }\ndefaults: { mode: enforce, rateLimits: [] }\n`,
  );
  const command = `ulimit -n ${descriptors}; exec "$0" "$1" start --listen 127.0.0.1:0`;
  const main = path.join(root, 'dist', 'main.mjs');
  const child = spawn('sh', ['-c', command, process.execPath, main], { cwd: folder });
  let said = '';
  child.stdout.on('data', (data) => (said += String(data)));
  child.stderr.on('data', (data) => (said += String(data)));
  const gone = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGTERM');
    await gone;
    fs.rmSync(folder, { recursive: true, force: true });
  });
  while (!said.includes('ready')) {
    assert.equal(child.exitCode, null, said);
    await sleep(20);
  }
  const port = Number(/http:\/\/127\.0\.0\.1:(\d+)(?=.* ->)/.exec(said)![1]);
  assert.equal((await call(port, '/x')).status, 200);

  const sockets = Array.from({ length: descriptors * 2 }, (_, number) => connectFrom(number, port));
  await sleep(1500);
  for (const socket of sockets) socket.destroy();
  const freed = Date.now();
  for (;;) {
    const status = await call(port, '/x').then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) break;
    assert.ok(Date.now() - freed < 2000, `not served after two seconds: ${said}`);
    await sleep(50);
  }
  assert.doesNotMatch(said, /ended|fault of Portcullis/);
});
