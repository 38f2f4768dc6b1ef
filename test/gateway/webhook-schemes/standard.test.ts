import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSigned } from '../../../src/gateway/webhook-scheme.js';
import scheme from '../../../src/gateway/webhook-schemes/standard.js';

// The example of the specification (Standard Webhooks 1.0).
const key = scheme.keyOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')!;
const headers = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const body = Buffer.from('{"test": 2432232314}');

test('the signature of the specification is right, beside another one too', () => {
  assert.ok(isSigned([key], scheme.read(headers)!, body));
  const other = `v1a,xyz v1,${'A'.repeat(43)}= ${headers['webhook-signature']}`;
  assert.ok(isSigned([key], scheme.read({ ...headers, 'webhook-signature': other })!, body));
  assert.ok(!isSigned([Buffer.alloc(32)], scheme.read(headers)!, body));
});

const unread: Record<string, Record<string, string | string[] | undefined>> = {
  'without an id': { 'webhook-id': undefined },
  'with a full stop in the id': { 'webhook-id': 'msg.1' },
  'without a time': { 'webhook-timestamp': '' },
  'with a time that is no whole number': { 'webhook-timestamp': '1.5e9' },
  'without a signature': { 'webhook-signature': undefined },
  'with a signature of another version alone': { 'webhook-signature': 'v2,abc' },
  'with a field that is there twice': { 'webhook-id': ['a', 'b'] },
};
for (const [name, change] of Object.entries(unread)) {
  test(`fields ${name} are not read`, () =>
    assert.equal(scheme.read({ ...headers, ...change } as typeof headers), undefined));
}

test('a secret of less than 24 bytes is none', () => {
  assert.equal(scheme.keyOf(`whsec_${Buffer.alloc(23).toString('base64')}`), undefined);
});
