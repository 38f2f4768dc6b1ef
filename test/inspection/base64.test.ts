import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBase64 } from '../../src/inspection/base64.js';
import { classesOf } from '../../src/inspection/characters.js';

const decode = (text: string): string | undefined => decodeBase64({ text, chain: '', classes: classesOf(text) })?.text;

test('text in either alphabet is decoded, with and without padding', () => {
  for (const text of [
    '<script>alert(1)</script>',
    "x' or 'a'='a",
    '{"$ne": 1}',
    '$(id)',
    'Grüße aus Köln, und zwar viele',
  ]) {
    assert.equal(decode(Buffer.from(text).toString('base64')), text);
    assert.equal(decode(Buffer.from(text).toString('base64url')) ?? text, text);
  }
});

test('what is no base64 of a text is left alone', () => {
  for (const text of [
    '',
    'short',
    'alllowercaseletters',
    'ALLCAPITALLETTERS',
    '1234567890123456',
    'two words HERE',
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ',
    'not.base64.Because.of.dots',
    '16380f45-9f8c-408f-b2f6-261afb889bf3',
  ]) {
    assert.equal(decode(text), undefined, text);
  }
});

test('of a long text the head is decoded', () => {
  const text = Buffer.from('<script>'.repeat(10_000)).toString('base64');
  assert.ok(decode(text)!.length <= 4_096);
});
