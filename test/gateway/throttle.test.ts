import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LimitRequest, LimitVerdict } from '../../src/core/rate-limit.js';
import { unlimited } from '../../src/core/rate-limit.js';
import { call, openContract, startGateway, startUpstream } from './harness.js';

type Context = Parameters<typeof startUpstream>[0];

async function gatewayWith(t: Context, settings: string, limiter?: (requests: readonly LimitRequest[]) => unknown) {
  const time = { now: Date.parse('2027-03-01T23:59:00Z') };
  const clock = { now: () => time.now, monotonic: () => time.now };
  const upstream = await startUpstream(t);
  const policy = `defaults: { mode: enforce, rateLimits: none, ${settings} }\n`;
  const taking = limiter && {
    limiter: { take: (requests: readonly LimitRequest[]) => limiter(requests) as LimitVerdict },
  };
  const running = await startGateway(t, { upstream, contract: openContract, policy, options: { clock, ...taking } });
  return { ...running, upstream, time };
}

test('a quota is told as other limits are, and ends with the day', async (t) => {
  const { port, time } = await gatewayWith(t, 'quotas: [{ limit: 2, per: day, by: address }]');
  const first = await call(port, '/x');
  assert.deepEqual(
    [first.headers['ratelimit-policy'], first.headers['ratelimit']],
    ['"address-day";q=2;w=86400', '"address-day";r=1;t=60'],
  );
  await call(port, '/y');
  const denied = await call(port, '/x');
  assert.deepEqual([denied.status, denied.headers['retry-after']], [429, '60']);
  time.now += 60_000;
  assert.equal((await call(port, '/x')).status, 200);
});

test('a quota by month has no length that is always true, so none is told', async (t) => {
  const { port } = await gatewayWith(t, 'quotas: [{ limit: 9, per: month, by: key }]');
  const { headers } = await call(port, '/x');
  assert.deepEqual(
    [headers['ratelimit-policy'], headers['ratelimit']],
    ['"key-month";q=9', `"key-month";r=8;t=${30 * 86_400 + 60}`],
  );
});

test("an operation's cost counts in every limit and quota, unless the limit has its own", async (t) => {
  const seen: (readonly LimitRequest[])[] = [];
  const limits =
    'rateLimits: [{ limit: 9, windowSeconds: 9, per: key }, { limit: 9, windowSeconds: 9, per: operation, cost: 2 }]';
  const quotas = 'quotas: [{ limit: 9, per: day, by: principal }]';
  const upstream = await startUpstream(t);
  const policy = `defaults: { mode: enforce, ${limits}, ${quotas} }\noperations: { "GET /{any}": { cost: 5 } }\n`;
  const limiter = {
    take: (requests: readonly LimitRequest[]) => {
      seen.push(requests);
      return unlimited;
    },
  };
  const { port } = await startGateway(t, { upstream, contract: openContract, policy, options: { limiter } });
  await call(port, '/x');
  assert.deepEqual(
    seen.map((requests) => requests.map(({ cost }) => cost)),
    [[5, 2, 5]],
  );
});

test('verdicts that take a while deny and allow as others do', async (t) => {
  let left = 1;
  const later = async (): Promise<LimitVerdict> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { allowed: left-- > 0, tightest: 0, remaining: 0, resetSeconds: 7 };
  };
  const { port } = await gatewayWith(t, 'quotas: [{ limit: 9, per: day, by: key }]', later);
  const answers = [await call(port, '/x'), await call(port, '/x')];
  assert.deepEqual(
    answers.map(({ status, headers }) => [status, headers['ratelimit'], headers['retry-after']]),
    [
      [200, '"key-day";r=0;t=7', undefined],
      [429, '"key-day";r=0;t=7', '7'],
    ],
  );
});

test('counters that are away deny where the policy says closed, and tell nothing where it says open', async (t) => {
  const quota = 'quotas: [{ limit: 9, per: day, by: key }]';
  const closed = await gatewayWith(t, quota, () => Promise.reject(new Error('away')));
  const denied = await call(closed.port, '/x');
  assert.deepEqual([denied.status, denied.json()['code'], closed.upstream.seen.length], [503, 'GUARD_FAILED', 0]);
  const open = await gatewayWith(t, quota, () => unlimited);
  const allowed = await call(open.port, '/x');
  assert.deepEqual([allowed.status, allowed.headers['ratelimit']], [200, undefined]);
});
