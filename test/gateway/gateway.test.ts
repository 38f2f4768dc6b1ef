import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, openContract, openPolicy, startGateway, startUpstream } from './harness.js';

test('a request of the contract is sent on and answered', async (t) => {
  const upstream = await startUpstream(t);
  const { port, access } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  const answer = await call(port, '/apples?size=2', { headers: { authorization: 'Bearer x' } });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json()['url'], '/apples?size=2');
  assert.equal(access.length, 1);
});
