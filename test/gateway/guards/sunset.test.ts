import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, openContract, startGateway, startUpstream } from '../harness.js';

const clock = (iso: string) => ({ now: () => Date.parse(iso), monotonic: () => performance.now() });

async function at(t: Parameters<typeof startUpstream>[0], iso: string, mode = 'enforce') {
  const upstream = await startUpstream(t);
  const policy = `defaults: { mode: ${mode}, rateLimits: [] }\noperations: { "GET /{any}": { sunset: "2027-03-01" } }\n`;
  const options = { clock: clock(iso) };
  const { port, events } = await startGateway(t, { upstream, contract: openContract, policy, options });
  return { answer: await call(port, '/x'), events };
}

test('before its date an operation answers and names the date', async (t) => {
  const { answer } = await at(t, '2027-02-28T23:59:59Z');
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['sunset'], 'Mon, 01 Mar 2027 00:00:00 GMT');
});

test('from its date on it is gone', async (t) => {
  const { answer } = await at(t, '2027-03-01T00:00:00Z');
  assert.deepEqual([answer.status, answer.json()['code']], [404, 'OPERATION_UNKNOWN']);
});

test('in monitor mode it is still there, and the log says it should not', async (t) => {
  const { answer, events } = await at(t, '2028-01-01T00:00:00Z', 'monitor');
  assert.equal(answer.status, 200);
  assert.deepEqual(
    events.map(({ kind, guard }) => [kind, guard]),
    [['would_deny', 'sunset']],
  );
});
