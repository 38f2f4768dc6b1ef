import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, openContract, startGateway, startUpstream } from '../gateway/harness.js';

const hour = 3_600_000;

test('a clock that jumps by hours and years gives no call back and takes none: limits go by the monotonic clock', async (t) => {
  let offset = 0;
  const clock = { now: () => Date.now() + offset, monotonic: () => performance.now() };
  const upstream = await startUpstream(t);
  const policy = 'defaults: { mode: enforce, rateLimits: [{ limit: 2, windowSeconds: 3600, per: address }] }\n';
  const { port } = await startGateway(t, { upstream, contract: openContract, policy, options: { clock } });
  const statuses: number[] = [];
  for (const jump of [0, hour, -hour, 365 * 24 * hour, -365 * 24 * hour]) {
    offset = jump;
    statuses.push((await call(port, '/x')).status);
  }
  assert.deepEqual(statuses, [200, 200, 429, 429, 429]);
});

test('an answer in time is in time whatever the clock says meanwhile', async (t) => {
  let offset = 0;
  const clock = { now: () => Date.now() + offset, monotonic: () => performance.now() };
  const upstream = await startUpstream(t, (_request, response) => {
    offset = 10 * hour;
    setTimeout(() => response.writeHead(200).end('ok'), 300);
  });
  const policy = 'defaults: { mode: enforce, rateLimits: [], timeoutSeconds: 2 }\n';
  const { port } = await startGateway(t, { upstream, contract: openContract, policy, options: { clock } });
  assert.equal((await call(port, '/x')).status, 200);
});
