import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { isSigned } from '../../../src/gateway/webhook-scheme.js';
import scheme from '../../../src/gateway/webhook-schemes/stripe.js';

const secret = 'whsec_test_secret_of_a_sender';
const body = '{"id":"evt_1"}';
const hex = createHmac('sha256', secret).update(`1492774577.${body}`).digest('hex');
const read = (text: string) => scheme.read({ 'stripe-signature': text });

test('time and body are signed with the whole secret; one signature of several is enough', () => {
  const key = scheme.keyOf(secret)!;
  assert.ok(isSigned([key], read(`t=1492774577,v1=${'0'.repeat(64)},v1=${hex},v0=abc`)!, Buffer.from(body)));
  assert.ok(!isSigned([key], read(`t=1492774578,v1=${hex}`)!, Buffer.from(body)));
});

for (const text of [
  '',
  `v1=${hex}`,
  't=1492774577',
  `t=1,t=2,v1=${hex}`,
  `t=now,v1=${hex}`,
  `t=1492774577,v0=${hex}`,
]) {
  test(`"${text.slice(0, 20)}" is not read`, () => assert.equal(read(text), undefined));
}
