import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { read } from '../../house/repository.js';
import { call } from '../harness.js';
import { rows } from './conformance.js';
import { authorizerMount } from './mounts.js';
import { installed, runProgram, skipWithout, wayBehind, type Program } from './real-servers.js';
import { failuresAt, unseenBy, type Difference } from './ways.js';

const binary = installed(['/usr/bin/caddy', 'caddy'], 'version');
const skip = skipWithout(binary, 'caddy');

/** The snippet as the page has it, with other ports. */
const caddy: Program = {
  name: 'Debian Caddy',
  binary: binary!,
  configuration(ports) {
    const snippet = /^```caddyfile\n([\s\S]*?)^```/m
      .exec(read('docs/integrations/caddy-traefik.md'))![1]!
      .replaceAll('127.0.0.1:3000', `127.0.0.1:${ports.app}`)
      .replaceAll('127.0.0.1:9100', `127.0.0.1:${ports.authorizer}`);
    return `{\nadmin off\nauto_https off\n}\nhttp://127.0.0.1:${ports.own} {\n${snippet}}\n`;
  },
  args: (file) => ['run', '--config', file, '--adapter', 'caddyfile'],
};

const itself = (status: number) => ({ status, code: undefined });

const differences: readonly Difference[] = [
  {
    because: 'Caddy refuses a cut percent sequence by itself, before it asks anybody',
    where: ({ path }) => /%zz|%$/.test(path),
    expected: itself(400),
  },
];

async function front(t: TestContext) {
  const authorizer = await authorizerMount();
  const running = await runProgram(caddy, authorizer.port);
  t.after(() => running.close());
  return { authorizer, ...running };
}

it('behind Caddy every exchange gets the verdict that is stated for it', { skip }, async (t) => {
  const way = wayBehind(caddy, differences);
  t.diagnostic(`${way.name}: ${rows.length} exchanges, ${unseenBy(way, rows)} denials out of its sight`);
  assert.deepEqual(await failuresAt(way, rows), []);
});

it('behind Caddy a denial comes as it is, and the client cannot speak for Caddy', { skip }, async (t) => {
  const { authorizer, port, urls, seen } = await front(t);
  t.after(() => authorizer.close());
  const denied = await call(port, '/admin');
  assert.deepEqual([denied.status, denied.headers['content-type']], [401, 'application/problem+json']);
  assert.equal(denied.json()['requestId'], denied.headers['x-request-id']);
  assert.match(String(denied.headers['www-authenticate']), /./);
  const forged = {
    'x-original-uri': '/open',
    'x-original-method': 'GET',
    'x-forwarded-uri': '/open',
    'x-forwarded-method': 'GET',
    'x-forwarded-host': 'evil.example',
  };
  assert.equal((await call(port, '/admin', { headers: forged })).status, 401);
  assert.deepEqual(urls, []);
  const headers = { 'x-key': 'alice-key', 'x-portcullis-as': 'root', ...forged };
  assert.equal((await call(port, '/mine/%61lice?a=%62', { headers })).status, 200);
  assert.deepEqual(urls, ['/mine/%61lice?a=%62']);
  assert.deepEqual([seen.headers['x-portcullis-as'], seen.headers['x-original-uri']], [undefined, undefined]);
  assert.match(String(seen.headers['x-request-id']), /^[\da-f-]{36}$/);
});

it('behind Caddy the limits count the client, not Caddy', { skip }, async (t) => {
  const { authorizer, port } = await front(t);
  t.after(() => authorizer.close());
  await call(port, '/admin', { headers: { 'x-forwarded-for': '203.0.113.9' } });
  assert.equal(authorizer.events.at(-1)?.client, '127.0.0.1');
});

it('behind Caddy nothing passes while the authorizer is away', { skip }, async (t) => {
  const { authorizer, port, urls } = await front(t);
  await authorizer.close();
  assert.equal((await call(port, '/open')).status, 502);
  assert.deepEqual(urls, []);
});
