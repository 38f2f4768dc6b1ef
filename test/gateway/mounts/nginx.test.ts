import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { read } from '../../house/repository.js';
import { call } from '../harness.js';
import { rows } from './conformance.js';
import { authorizerMount } from './mounts.js';
import { installed, runProgram, skipWithout, wayBehind, type Program } from './real-servers.js';
import { failuresAt, unseenBy, type Difference } from './ways.js';

const binary = installed(['/usr/sbin/nginx', 'nginx'], '-v');
const skip = skipWithout(binary, 'nginx');

/** The snippet as the page has it, with other ports. */
const nginx: Program = {
  name: 'Debian nginx',
  binary: binary!,
  configuration(ports, folder) {
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
large_client_header_buffers 4 20k;
server { listen 127.0.0.1:${ports.own}; underscores_in_headers on; ignore_invalid_headers off; merge_slashes off;
${snippet}} }`;
  },
  args: (file, folder) => ['-p', folder, '-c', file, '-e', `${folder}/error.log`],
};

const itself = (status: number) => ({ status, code: undefined });

const differences: readonly Difference[] = [
  {
    because: 'nginx refuses such paths by itself, before it asks anybody',
    where: ({ path }) => /^\/(?:\.\.|%2e%2e)\/|^[^?]*(?:%00|%zz|%$)/.test(path),
    expected: itself(400),
  },
  {
    because: 'nginx refuses TRACE by itself',
    where: ({ method }) => method === 'TRACE',
    expected: itself(405),
  },
  {
    because: 'nginx refuses a second Authorization by itself',
    where: ({ headers }) => Array.isArray(headers['authorization']),
    expected: itself(400),
  },
];

async function front(t: TestContext) {
  const authorizer = await authorizerMount();
  const running = await runProgram(nginx, authorizer.port);
  t.after(() => running.close());
  return { authorizer, ...running };
}

it('behind Debian nginx every exchange gets the verdict that is stated for it', { skip }, async (t) => {
  const way = wayBehind(nginx, differences);
  t.diagnostic(`${way.name}: ${rows.length} exchanges, ${unseenBy(way, rows)} denials out of its sight`);
  assert.deepEqual(await failuresAt(way, rows), []);
});

it('behind nginx a denial keeps its fields, and the client cannot speak for nginx', { skip }, async (t) => {
  const { authorizer, port, urls } = await front(t);
  t.after(() => authorizer.close());
  const denied = await call(port, '/admin');
  assert.equal(denied.status, 401);
  assert.equal(denied.headers['content-type'], 'application/problem+json');
  assert.equal(denied.json()['requestId'], denied.headers['x-request-id']);
  const asked = { 'x-original-method': 'GET', 'x-original-uri': '/admin' };
  const direct = await call(authorizer.port, '/', { headers: asked });
  assert.equal(denied.headers['www-authenticate'], direct.headers['www-authenticate'], 'once, as it was said');
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
  const { authorizer, port, urls } = await front(t);
  await authorizer.close();
  assert.equal((await call(port, '/open')).status, 500);
  assert.deepEqual(urls, []);
});
