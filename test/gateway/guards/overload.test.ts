import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, openContract, openPolicy, startGateway, startUpstream } from '../harness.js';

type Context = Parameters<typeof startUpstream>[0];

async function crowded(t: Context, maxConcurrent: number, millis: number) {
  const upstream = await startUpstream(t, (_request, response) => void setTimeout(() => response.end('ok'), millis));
  const policy = `${openPolicy}limits: { maxConcurrent: ${maxConcurrent} }\n`;
  const listen = { trustedProxies: ['127.0.0.0/8'] };
  const running = await startGateway(t, { upstream, contract: openContract, policy, listen });
  const from = (address: string) => call(running.port, '/x', { headers: { 'x-forwarded-for': address } });
  return { ...running, upstream, from };
}

test('beyond the bound requests wait in turn, and all of them are answered', async (t) => {
  const { from, upstream } = await crowded(t, 3, 50);
  const answers = await Promise.all(Array.from({ length: 6 }, () => from('10.0.0.1')));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 200, 200],
  );
  assert.equal(upstream.seen.length, 6);
});

test('the client that holds most is told to come back later; another one is served', async (t) => {
  const { from, events } = await crowded(t, 3, 100);
  const flood = Promise.all(Array.from({ length: 20 }, () => from('10.0.0.1')));
  await sleep(50);
  const quiet = await from('10.0.0.2');
  assert.equal(quiet.status, 200);
  const refused = (await flood).filter(({ status }) => status === 503);
  assert.ok(refused.length >= 14, `${refused.length} of 20`);
  assert.deepEqual([refused[0]!.json()['code'], refused[0]!.headers['retry-after']], ['OVERLOADED', '1']);
  assert.ok(events.every(({ code, client }) => code === 'OVERLOADED' && client === '10.0.0.1'));
});

test('callers that hang up leave their places to others', async (t) => {
  const { port, from } = await crowded(t, 1, 100);
  const { request } = await import('node:http');
  for (let i = 0; i < 10; i++) {
    const sent = request({ host: '127.0.0.1', port, path: '/x', agent: false });
    sent.on('error', () => undefined);
    sent.end();
    await sleep(10);
    sent.destroy();
  }
  await sleep(50);
  assert.equal((await from('10.0.0.1')).status, 200);
});

test('without a bound nobody waits', async (t) => {
  const upstream = await startUpstream(t, (_request, response) => void setTimeout(() => response.end('ok'), 50));
  const { port } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const answers = await Promise.all(Array.from({ length: 30 }, () => call(port, '/x')));
  assert.ok(answers.every(({ status }) => status === 200));
});
