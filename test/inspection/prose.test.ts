import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProse, withoutComments } from '../../src/inspection/prose.js';

const talks = [
  'run the tests before you push',
  "it's what we all wanted, really",
  'Ça va être très bien demain',
  'note: this is what one sees',
  '(see the other page here)',
];
const isSilent = [
  '',
  'cat /etc/passwd',
  'a  b  c  d  e',
  'one two three',
  'x=1; y=2; z=3',
  'aaaaaaaaaaaaaaaaaaaaaaaaaa bb cc dd',
  "o'clock",
];

for (const text of talks) test(`talks: ${text}`, () => assert.equal(isProse(text), true));
for (const text of isSilent) {
  test(`does not talk: ${text}`, () => assert.equal(isProse(text), false));
}

test('comments are left out, an open one stays', () => {
  assert.equal(withoutComments('a/*x*/b/**/c'), 'abc');
  assert.equal(withoutComments('a/*x'), 'a/*x');
  assert.equal(withoutComments('a/*x*/b/*y'), 'ab/*y');
});

test('a megabyte of words that never make a sentence is read once', () => {
  const text = 'ab cd ef. '.repeat(100_000);
  const start = process.cpuUsage().user;
  assert.equal(isProse(text), false);
  assert.ok(process.cpuUsage().user - start < 500_000);
});
