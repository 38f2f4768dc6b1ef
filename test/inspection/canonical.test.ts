import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { canonicalForms } from '../../src/inspection/canonical.js';

const last = (text: string): string => canonicalForms(text).forms.at(-1)!.text;
const chain = (text: string): string => canonicalForms(text).forms.at(-1)!.chain;

describe('a value is read as the server behind may read it', () => {
  const rows: readonly (readonly [name: string, value: string, reading: string, how: string])[] = [
    ['percent-encoding', '%3Cb%3E', '<b>', 'percent'],
    ['percent-encoding twice', '%253Cb%253E', '<b>', 'percent>percent'],
    ['percent-encoding of Microsoft', '%u003cb%u003e', '<b>', 'percent'],
    ['overlong UTF-8', '..%c0%af', '../', 'percent'],
    ['character references', '&lt;b&#62;&#x3b;', '<b>;', 'entity'],
    ['escapes of scripts', '\\u003cb\\x3e', '<b>', 'escape'],
    ['octal escapes', '\\074b\\076', '<b>', 'escape'],
    ['full-width signs', '＜b＞', '<b>', 'unicode'],
    ['invisible characters', 'sel\u200bect', 'select', 'unicode'],
    ['NUL', 'sel\u0000ect', 'select', 'unicode'],
    ['base64', Buffer.from('<script>x</script>').toString('base64'), '<script>x</script>', 'base64'],
    ['base64 of percent-encoding', Buffer.from('%3Cscript%3E').toString('base64'), '<script>', 'base64>percent'],
    [
      'base64 of base64',
      Buffer.from(Buffer.from('<script>').toString('base64')).toString('base64'),
      '<script>',
      'base64>base64',
    ],
    ['percent-encoding of base64', '%50HNjcmlwdD4%3D', '<script>', 'percent>base64'],
    ['plus for blanks', "7'+or+1=1", "7' or 1=1", 'plus'],
  ];
  for (const [name, value, reading, how] of rows) {
    it(name, () => {
      assert.equal(last(value), reading);
      assert.equal(chain(value), how);
    });
  }
});

test('the value as received is always the first reading', () => {
  for (const value of ['plain', '%3Cb%3E', '&lt;', 'ａ', 'PHNjcmlwdD4=']) {
    assert.deepEqual(canonicalForms(value).forms[0]!.text, value);
    assert.equal(canonicalForms(value).forms[0]!.chain, '');
  }
});

test('what has nothing to decode has one reading', () => {
  for (const value of ['plain', "O'Brien", '50 % off', 'R&D', 'C:\\x', '+49 30 1234', 'a+b', 'C++', 'Zürich']) {
    assert.equal(canonicalForms(value).forms.length, 1, value);
  }
});

test('sixty-four encodings on top of each other are five rounds of work and called too deep', () => {
  let value = '<script>';
  for (let i = 0; i < 64; i++) value = value.replaceAll('%', '%25').replace('<', '%3C');
  const { forms, tooDeep } = canonicalForms(value);
  assert.equal(tooDeep, true);
  assert.ok(forms.length <= 5);
});

test('four encodings are not too deep', () => {
  assert.equal(canonicalForms('%252525253Cb').tooDeep, false);
});
