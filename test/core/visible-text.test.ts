import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { visibleLines, visibleText } from '../../src/core/visible-text.js';

const hostile: readonly (readonly [what: string, text: string, shown: string])[] = [
  ['a clear-screen command', '\u001b[2J', '\\u{1b}[2J'],
  ['a title command', '\u001b]0;x\u0007', '\\u{1b}]0;x\\u{7}'],
  ['the one-byte CSI', '\u009b31m', '\\u{9b}31m'],
  ['a carriage return that overwrites the line', 'high\rlow', 'high\\u{d}low'],
  ['a backspace', 'a\u0008b', 'a\\u{8}b'],
  ['a right-to-left override', 'a\u202eb', 'a\\u{202e}b'],
  ['an invisible character', 'ad\u200bmin', 'ad\\u{200b}min'],
  ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
  ['half a character', 'a\ud800b', 'a\\u{d800}b'],
];

describe('visible text', () => {
  for (const [what, text, shown] of hostile) {
    it(`shows ${what}`, () => {
      assert.equal(visibleText(text), shown);
      assert.equal(visibleLines(text), shown);
    });
  }

  it('leaves words of any language and symbols as they are', () => {
    for (const text of ['orders/{orderId}', 'Grüße, 注文, заказ', '✓ 💶', 'a "b" \\ c'])
      assert.equal(visibleText(text), text);
  });

  it('of one line has no line end; of several lines keeps line ends and tabs', () => {
    assert.equal(visibleText('a\n\tb'), 'a\\u{a}\\u{9}b');
    assert.equal(visibleLines('a\n\tb'), 'a\n\tb');
  });
});
