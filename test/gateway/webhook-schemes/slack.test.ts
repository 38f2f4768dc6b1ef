import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSigned } from '../../../src/gateway/webhook-scheme.js';
import scheme from '../../../src/gateway/webhook-schemes/slack.js';

// The example of the sender's documentation.
const body =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
const headers = {
  'x-slack-request-timestamp': '1531420618',
  'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};
const key = scheme.keyOf('8f742231b10e8888abcd99yyyzzz85a5')!;

test('the signature of the sender’s documentation is right, and belongs to its time', () => {
  assert.ok(isSigned([key], scheme.read(headers)!, Buffer.from(body)));
  const later = scheme.read({ ...headers, 'x-slack-request-timestamp': '1531420619' })!;
  assert.ok(!isSigned([key], later, Buffer.from(body)));
});

test('without time, version or signature nothing is read', () => {
  for (const change of [
    { 'x-slack-request-timestamp': '' },
    { 'x-slack-signature': 'v1=00' },
    { 'x-slack-signature': '' },
  ]) {
    assert.equal(scheme.read({ ...headers, ...change }), undefined);
  }
});
