import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSigned } from '../../../src/gateway/webhook-scheme.js';
import scheme from '../../../src/gateway/webhook-schemes/github.js';

test('the signature of the sender’s documentation is right', () => {
  const text = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const key = scheme.keyOf("It's a Secret to Everybody")!;
  const parts = scheme.read({ 'x-hub-signature-256': text })!;
  assert.ok(isSigned([key], parts, Buffer.from('Hello, World!')));
  assert.ok(!isSigned([key], parts, Buffer.from('Hello, World')));
});

for (const text of [
  '',
  'sha1=00',
  'sha256=757107',
  'sha256=',
  '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
]) {
  test(`"${text.slice(0, 12)}" is no signature`, () =>
    assert.equal(scheme.read({ 'x-hub-signature-256': text }), undefined));
}

test('without the field there is none, and a short secret is no key', () => {
  assert.equal(scheme.read({}), undefined);
  assert.equal(scheme.keyOf('fifteen letters'), undefined);
});
