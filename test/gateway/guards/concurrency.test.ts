import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, startGateway, startUpstream } from '../harness.js';

const contract = `paths:
  /coupons/{code}:
    post: { security: [], parameters: [{ name: code, in: path, required: true, schema: { type: string } }], responses: { '200': { description: ok } } }
`;

async function redeemAtOnce(t: Parameters<typeof startUpstream>[0], per: string, codes: readonly string[]) {
  const upstream = await startUpstream(t, (_request, response) => void setTimeout(() => response.end('ok'), 150));
  const policy = `defaults: { mode: enforce, rateLimits: [] }\noperations: { "POST /coupons/{code}": { concurrency: { limit: 1, per: ${per} } } }\n`;
  const { port } = await startGateway(t, { upstream, contract, policy });
  const redeem = (code: string) => call(port, `/coupons/${code}`, { method: 'POST' });
  const answers = await Promise.all(codes.map(redeem));
  return { answers, upstream, redeem };
}

test('of two calls at once for one coupon one is refused, and later calls pass again', async (t) => {
  const { answers, redeem, upstream } = await redeemAtOnce(t, '{ path: code }', ['A', 'A', 'B']);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 429]);
  assert.equal(upstream.seen.length, 2);
  const refused = answers.find(({ status }) => status === 429)!;
  assert.deepEqual([refused.json()['code'], refused.headers['retry-after']], ['RATE_LIMITED', '1']);
  assert.equal((await redeem('A')).status, 200);
});

test('a spelling of the coupon does not make it another one', async (t) => {
  const { answers } = await redeemAtOnce(t, '{ path: code }', ['A', '%41']);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 429]);
});

test('callers without a credential are one caller per address', async (t) => {
  const { answers } = await redeemAtOnce(t, 'principal', ['A', 'B']);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 429]);
});
