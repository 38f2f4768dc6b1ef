import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shorten } from '../../src/inspection/windows.js';

const attack = "x' or 'a'='a";
/** Text without runs, so that nothing of it collapses. */
const prose = (length: number): string => 'the parcel was here '.repeat(Math.ceil(length / 20)).slice(0, length);

test('a short text is one window, as it is', () => {
  assert.deepEqual(shorten('aaaa'), [{ text: 'aaaa' }]);
});

test('padding of one character collapses, so that the attack behind it is in sight', () => {
  const windows = shorten(' '.repeat(100_000) + attack);
  assert.equal(windows.length, 1);
  assert.ok(windows[0]!.text.endsWith(attack));
});

test('wherever an attack stands in a long text, one window holds all of it', () => {
  for (let at = 0; at < 12_000; at += 97) {
    const text = prose(at) + attack + prose(12_000 - at);
    assert.ok(
      shorten(text).some((window) => window.text.includes(attack)),
      String(at),
    );
  }
});

test('no window is longer than 3,000 characters', () => {
  for (const { text } of shorten(prose(64_000))) assert.ok(text.length <= 3_000);
});
