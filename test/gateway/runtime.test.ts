import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, openContract, startGateway, startUpstream } from './harness.js';

test('unknown paths that are let through have the limits of the defaults', async (t) => {
  const upstream = await startUpstream(t);
  const limits = 'bodyLimitBytes: 5, rateLimits: [{ limit: 3, windowSeconds: 60, per: address }]';
  const policy = `defaults: { mode: enforce, unknownOperations: allow, ${limits} }\n`;
  const { port } = await startGateway(t, { upstream, contract: openContract, policy });
  const post = (body: string) => call(port, '/not/known', { method: 'POST', body, headers: { 'content-type': 'a/b' } });
  assert.equal((await post('123456')).status, 413);
  const statuses = [await post('1'), await post('1'), await post('1'), await post('1')].map(({ status }) => status);
  assert.ok(statuses.includes(200));
  assert.equal(statuses.at(-1), 429);
});

test('unknown paths may be let through, by policy', async (t) => {
  const upstream = await startUpstream(t);
  const policy = 'defaults: { mode: enforce, unknownOperations: allow, rateLimits: [] }\n';
  const { port, access } = await startGateway(t, { upstream, contract: openContract, policy });
  assert.equal((await call(port, '/a/b/c?d')).json()['url'], '/a/b/c?d');
  assert.equal(access[0]?.operationId, 'unknown');
  assert.equal((await call(port, '/a/../c')).status, 400);
  assert.equal((await call(port, '//a')).status, 404);
});
