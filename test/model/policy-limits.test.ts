import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, projectFrom } from './policy-cases.js';

const limits = (keys: string) => projectFrom({ policy: `limits: { ${keys} }` }).limits;
const faults = (keys: string) => linesOf(() => limits(keys)).join('\n');

test('calls are counted in memory, without a bound on requests at once, until the policy says otherwise', () => {
  assert.deepEqual(projectFrom({ policy: '' }).limits, { store: 'memory', onFailure: 'local', nodes: 1 });
});

test('Redis is named by an address or a reference; a gateway alone is one node', () => {
  const { node: _node, ...rest } = limits('store: redis, url: "${env:REDIS_URL}", maxConcurrent: 9');
  assert.deepEqual(rest, {
    store: 'redis',
    onFailure: 'local',
    nodes: 1,
    url: '${env:REDIS_URL}',
    maxConcurrent: 9,
  });
  assert.equal(limits('store: redis, url: "redis://127.0.0.1:6379", onFailure: closed').onFailure, 'closed');
});

test('a store without address, an address that is none, and settings that would do nothing are refused', () => {
  assert.match(faults('store: redis'), /POLICY_INVALID.*needs an address/);
  assert.match(faults('store: redis, url: "http://a"'), /POLICY_INVALID.*limits\.url/);
  assert.match(faults('store: redis, url: "${aws:a}"'), /POLICY_INVALID/);
  for (const key of ['url: "redis://a"', 'onFailure: open', 'nodes: 2'])
    assert.match(faults(key), /`store: redis` only/);
});

test('a password in the address is refused, and not shown', () => {
  const text = faults('store: redis, url: "redis://:s3cret@10.0.0.1:6379"');
  assert.match(text, /POLICY_SECRET_INLINE/);
  assert.doesNotMatch(text, /s3cret/);
});
