import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { startGuarded } from './guarded.js';

interface Answering {
  readonly url: string;
  readonly asked: { readonly authorization: string | undefined; readonly body: string }[];
  status: number;
  body: string;
  delayMillis: number;
}

/** An authorization server whose answers the test chooses. */
async function startAnswering(t: TestContext): Promise<Answering> {
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      answering.asked.push({ authorization: request.headers.authorization, body });
      setTimeout(
        () => response.writeHead(answering.status, { location: '/' }).end(answering.body),
        answering.delayMillis,
      );
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/i`;
  const answering: Answering = { url, asked: [], status: 200, body: '{}', delayMillis: 0 };
  return answering;
}

async function start(t: TestContext, policy: Record<string, unknown> = {}) {
  const server = await startAnswering(t);
  const guarded = await startGuarded(t, {
    securitySchemes: { opaque: { type: 'oauth2', flows: {} } },
    operations: { orders: [{ opaque: [] }] },
    schemes: {
      opaque: {
        introspection: { url: server.url, clientId: 'gate way', clientSecret: '${env:S}' },
        claims: { roles: 'roles' },
        ...policy,
      },
    },
  });
  const send = (token: string) => guarded.call('/orders', { headers: { authorization: `Bearer ${token}` } });
  return { ...guarded, server, send };
}

const now = () => Math.floor(Date.now() / 1_000);

test('the question is a form, with both parts of the client credential encoded', async (t) => {
  const { server, send } = await start(t);
  server.body = '{"active":true,"sub":"alice"}';
  assert.equal((await send('a/b+c=')).status, 200);
  assert.deepEqual(server.asked, [
    {
      authorization: `Basic ${Buffer.from('gate+way:secret+of+%24%7Benv%3AS%7D').toString('base64')}`,
      body: 'token=a%2Fb%2Bc%3D&token_type_hint=access_token',
    },
  ]);
});

test('answers are believed only when they say plainly that the token is active, and ours', async (t) => {
  const { server, send } = await start(t, { issuer: 'https://id.test', audience: ['orders'] });
  const right = { active: true, sub: 'a', iss: 'https://id.test', aud: 'orders', exp: now() + 60 };
  const rows: [string, Record<string, unknown>, number][] = [
    ['right', {}, 200],
    ['one of several audiences', { aud: ['x', 'orders'] }, 200],
    ['no expiry', { exp: undefined }, 200],
    ['inactive', { active: false }, 401],
    ['active as text', { active: 'true' }, 503],
    ['active left out', { active: undefined }, 503],
    ['expired', { exp: now() - 60 }, 401],
    ['expiry as text', { exp: 'never' }, 401],
    ['not yet', { nbf: now() + 60 }, 401],
    ['another issuer', { iss: 'https://id.test/' }, 401],
    ['no issuer', { iss: undefined }, 401],
    ['another audience', { aud: 'orders2' }, 401],
    ['no audience', { aud: undefined }, 401],
  ];
  for (const [index, [what, facts, status]] of rows.entries()) {
    server.body = JSON.stringify({ ...right, ...facts });
    assert.equal((await send(`t${index}`)).status, status, what);
  }
});

test('what is no answer lets nobody in, and is asked again', async (t) => {
  const { server, send } = await start(t);
  const rows: [number, string][] = [
    [500, '{"active":true}'],
    [401, '{"active":true}'],
    [302, '{"active":true}'],
    [200, 'active'],
    [200, '[]'],
    [200, `{"active":true,"x":"${'x'.repeat(70_000)}"}`],
  ];
  for (const [status, body] of rows) {
    Object.assign(server, { status, body });
    const answer = await send('same');
    assert.deepEqual([answer.status, answer.code], [503, 'credential-unverifiable'], `${status} ${body.slice(0, 20)}`);
  }
  Object.assign(server, { status: 200, body: '{"active":true,"sub":"a"}' });
  assert.equal((await send('same')).status, 200);
});

test('a stalled server holds a request for about a second, and is asked once for one token', async (t) => {
  const { server, send } = await start(t);
  Object.assign(server, { delayMillis: 5_000, body: '{"active":true}' });
  const began = performance.now();
  const answers = await Promise.all([send('same'), send('same'), send('same')]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [503, 503, 503],
  );
  assert.ok(performance.now() - began < 2_500);
  assert.equal(server.asked.length, 1);
});

test('good answers are remembered until the token expires, bad ones for five seconds', async (t) => {
  const { server, send, pass } = await start(t, { clockToleranceSeconds: 0 });
  server.body = JSON.stringify({ active: true, sub: 'a', exp: now() + 10 });
  for (let i = 0; i < 3; i++) assert.equal((await send('good')).status, 200);
  server.body = '{"active":false}';
  for (let i = 0; i < 3; i++) assert.equal((await send('bad')).status, 401);
  assert.equal(server.asked.length, 2);
  pass(6);
  await send('bad');
  assert.equal(server.asked.length, 3);
  pass(5);
  assert.equal((await send('good')).status, 401);
  assert.equal(server.asked.length, 4);
});

test('absent values: what is not the form of a token is not asked about', async (t) => {
  const { server, call, send } = await start(t);
  for (const token of ['a b', 'a,b', 'a'.repeat(9_000)]) assert.equal((await send(token)).status, 401);
  assert.equal((await call('/orders')).code, 'credential-missing');
  assert.equal(server.asked.length, 0);
});

test('the token and the client secret are in no event', async (t) => {
  const { server, send, events } = await start(t);
  server.body = '{"active":true,"sub":"a"}';
  await send('tok3n-good');
  server.body = '{"active":false}';
  await send('tok3n-bad');
  server.status = 500;
  await send('tok3n-ugly');
  assert.equal(events.length, 3);
  assert.doesNotMatch(JSON.stringify(events), /tok3n|secret of/);
});
