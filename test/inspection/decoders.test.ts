import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { decodeBackslashes, decodeEntities, decodePercent, foldUnicode } from '../../src/inspection/decoders.js';

type Rows = readonly (readonly [text: string, decoded: string])[];

function decodes(name: string, decode: (text: string) => string, rows: Rows): void {
  describe(name, () => {
    for (const [text, decoded] of rows) it(JSON.stringify(text), () => assert.equal(decode(text), decoded));
  });
}

decodes('decodePercent', decodePercent, [
  ['%41', 'A'],
  ['%c3%a4', 'ä'],
  ['%e2%82%ac', '€'],
  ['%f0%9f%98%80', '😀'],
  ['%c0%ae%c0%af', './'],
  ['%e0%80%af', '/'],
  ['%ff', 'ÿ'],
  ['%u0041', 'A'],
  ['%U0041', 'A'],
  ['a%20b', 'a b'],
  ['a+%41', 'a A'],
  ['a b+%41', 'a b+A'],
  ['%', '%'],
  ['%4', '%4'],
  ['%zz', '%zz'],
  ['100%', '100%'],
  ['5 % of', '5 % of'],
  ['%u12', '%u12'],
  ['%%41', '%A'],
]);

decodes('decodeEntities', decodeEntities, [
  ['&lt;', '<'],
  ['&LT;', '<'],
  ['&#60;', '<'],
  ['&#60', '<'],
  ['&#x3c;', '<'],
  ['&#X3C;', '<'],
  ['&#0000060;', '<'],
  ['&colon;', ':'],
  ['&Tab;', '\t'],
  ['&NewLine;', '\n'],
  ['&amp;lt;', '&lt;'],
  ['a & b', 'a & b'],
  ['R&D;', 'R&D;'],
  ['&unknown;', '&unknown;'],
  ['&#;', '&#;'],
  ['&#x;', '&#x;'],
  ['&#99999999;', '&#99999999;'],
]);

decodes('decodeBackslashes', decodeBackslashes, [
  ['\\u0041', 'A'],
  ['\\u{41}', 'A'],
  ['\\x41', 'A'],
  ['\\101', 'A'],
  ['\\n', '\\n'],
  ['C:\\temp', 'C:\\temp'],
  ['\\u12', '\\u12'],
  ['\\u{}', '\\u{}'],
  ['\\u{110000}', '\\u{110000}'],
  ['\\', '\\'],
]);

decodes('foldUnicode', foldUnicode, [
  ['ＡＢ', 'AB'],
  ['ﬁ', 'fi'],
  ['a\u200bb', 'ab'],
  ['a\u00adb', 'ab'],
  ['a\ufeffb', 'ab'],
  ['a\u0000b', 'ab'],
  ['\u560d\u560a', '\r\n'],
  ['O\u02bcBrien', "O'Brien"],
  ['Zürich', 'Zürich'],
  ['日本', '日本'],
]);

test('nothing that is decoded makes a decoder throw or grow without bounds', () => {
  const signs = ['%', '&', '#', 'x', 'u', '{', '}', '\\', ';', '4', '1', 'f', '\ud800', '\u0000', ' '];
  for (let i = 0; i < 3_000; i++) {
    const text = Array.from({ length: i % 30 }, (_, k) => signs[(i * 7 + k * (i % 11)) % signs.length]).join('');
    for (const decode of [decodePercent, decodeEntities, decodeBackslashes, foldUnicode]) {
      assert.ok(decode(text).length <= text.length * 4);
    }
  }
});

test('a megabyte of beginnings is decoded in proportion to its length', () => {
  for (const [decode, sign] of [
    [decodePercent, '%'],
    [decodeEntities, '&#'],
    [decodeEntities, '&a'],
    [decodeBackslashes, '\\u{'],
  ] as const) {
    const start = performance.now();
    decode(sign.repeat(500_000));
    assert.ok(performance.now() - start < 3_000, sign);
  }
});
