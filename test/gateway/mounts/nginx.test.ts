import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { denialCodes } from '../../../src/core/denials.js';
import { call } from '../harness.js';
import { read } from '../../house/repository.js';
import { rows } from './conformance.js';
import { authorizerMount, plainApp } from './mounts.js';

const nginx = ['/usr/sbin/nginx', 'nginx'].find((name) => spawnSync(name, ['-v']).status === 0);
const skip = nginx
  ? false
  : 'SKIPPED: nginx is not installed, so the snippet of docs/integrations/nginx.md is NOT tested';
if (skip) process.emitWarning(skip);

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The snippet as the page has it, with other ports. */
function configuration(ports: { own: number; app: number; authorizer: number }, folder: string): string {
  const snippet = /^```nginx\n([\s\S]*?)^```/m
    .exec(read('docs/integrations/nginx.md'))![1]!
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${ports.app}`)
    .replaceAll('127.0.0.1:9100', `127.0.0.1:${ports.authorizer}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 64; }
http { access_log off; ${temporary.join(' ')}
large_client_header_buffers 4 16k;
server { listen 127.0.0.1:${ports.own}; underscores_in_headers on; ignore_invalid_headers off; merge_slashes off;
${snippet}} }`;
}

async function startNginx(t: TestContext, authorizer: number): Promise<{ port: number; urls: string[] }> {
  const urls: string[] = [];
  const handler = plainApp([]);
  const app = http.createServer((request, response) => {
    urls.push(request.url!);
    void handler(request, response);
  });
  await once(app.listen(0, '127.0.0.1'), 'listening');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-nginx-'));
  const port = await freePort();
  const file = path.join(folder, 'nginx.conf');
  fs.writeFileSync(file, configuration({ own: port, app: (app.address() as AddressInfo).port, authorizer }, folder));
  const child = spawn(nginx!, ['-p', folder, '-c', file, '-e', path.join(folder, 'error.log')], { stdio: 'ignore' });
  const gone = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGTERM');
    await gone;
    app.closeAllConnections();
    app.close();
    fs.rmSync(folder, { recursive: true });
  });
  for (let i = 0; i < 100; i++) {
    if (
      await call(port, '/open').then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(30);
  }
  urls.length = 0;
  return { port, urls };
}

/** nginx refuses these itself, by its own rules of reading a head. */
const byNginx = (target: string): boolean =>
  /\\|%zz|%$|%00|%2e%2e|\/\.\.?(?:\/|$)|^\/{2}/.test(target) || target.length > 8000;

it('behind Debian nginx every head gets the verdict of the authorizer, with its own status', { skip }, async (t) => {
  const authorizer = await authorizerMount();
  t.after(() => authorizer.close());
  const { port } = await startNginx(t, authorizer.port);
  const asked = rows.filter(
    ({ needs, path: target, method, headers, respelled }) =>
      needs === 'head' &&
      !respelled &&
      !byNginx(target) &&
      method !== 'TRACE' &&
      !Array.isArray(headers['content-type']),
  );
  assert.ok(asked.length > 100, `${asked.length}`);
  const failures: string[] = [];
  for (const row of asked) {
    const answer = await call(port, row.path, row);
    const status = typeof row.expected === 'number' ? row.expected : denialCodes[row.expected].status;
    const code = typeof row.expected === 'number' ? undefined : row.expected;
    const got = code === undefined ? undefined : /"code":"([A-Z_]+)"/.exec(answer.text)?.[1];
    if (answer.status !== status || got !== code)
      failures.push(`${row.name}: ${answer.status} ${got} not ${row.expected}`);
  }
  assert.deepEqual(failures, []);
});

it('behind nginx a denial keeps its fields, and the client cannot speak for nginx', { skip }, async (t) => {
  const authorizer = await authorizerMount();
  t.after(() => authorizer.close());
  const { port, urls } = await startNginx(t, authorizer.port);
  const denied = await call(port, '/admin');
  assert.equal(denied.status, 401);
  assert.equal(denied.headers['content-type'], 'application/problem+json');
  assert.equal(denied.json()['requestId'], denied.headers['x-request-id']);
  assert.equal((await call(port, '/open', { method: 'POST' })).headers.allow, 'GET');
  const forged = { 'x-original-uri': '/open', 'x-forwarded-uri': '/open', 'x-forwarded-method': 'GET' };
  assert.equal((await call(port, '/admin', { headers: forged })).status, 401);
  assert.equal((await call(port, '/portcullis')).status, 404);
  assert.deepEqual(urls, []);
  assert.equal((await call(port, '/people/%72ecent')).status, 400);
  assert.deepEqual(urls, []);
  assert.equal((await call(port, '/mine/%61lice?a=%62', { headers: { 'x-key': 'alice-key' } })).status, 200);
  assert.deepEqual(urls, ['/mine/%61lice?a=%62']);
});

it('behind nginx nothing passes while the authorizer is away', { skip }, async (t) => {
  const authorizer = await authorizerMount();
  const { port, urls } = await startNginx(t, authorizer.port);
  await authorizer.close();
  assert.equal((await call(port, '/open')).status, 500);
  assert.deepEqual(urls, []);
});
