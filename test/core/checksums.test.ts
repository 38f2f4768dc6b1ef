import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { isCardNumber, isIban, isNationalId } from '../../src/core/checksums.js';

/** Numbers that networks and authorities publish for tests. */
const cards = [
  '4111111111111111',
  '4242 4242 4242 4242',
  '5555-5555-5555-4444',
  '378282246310005',
  '6011111111111117',
  '3530111333300000',
  '30569309025904',
  '2223003122003222',
];
const ibans = [
  'DE89 3704 0044 0532 0130 00',
  'GB82WEST12345698765432',
  'FR1420041010050500013M02606',
  'NL91ABNA0417164300',
  'CH9300762011623852957',
  'ES9121000418450200051332',
  'NO9386011117947',
];
const ids = [
  '12345678Z',
  'X1234567L',
  '529.982.247-25',
  '111.444.777-35',
  'RSSMRA85T10A562S',
  '1 84 12 76 451 089 46'.replaceAll(' ', ''),
];

describe('numbers with a right checksum are what they look like', () => {
  for (const text of cards) it(text, () => assert.equal(isCardNumber(text), true));
  for (const text of ibans) it(text, () => assert.equal(isIban(text), true));
  for (const text of ids) it(text, () => assert.equal(isNationalId(text), true));
});

test('no number with one digit changed is', () => {
  const change = (text: string): string => text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
  for (const text of cards) assert.equal(isCardNumber(change(text)), false, text);
  for (const text of ibans) assert.equal(isIban(change(text)), false, text);
  for (const text of ids) assert.equal(isNationalId(change(text)), false, text);
});

test('of random numbers of sixteen digits few pass, and none of other lengths', () => {
  let state = 1;
  const digit = (): number => (state = (state * 48_271) % 2_147_483_647) % 10;
  const random = (length: number): string => Array.from({ length }, digit).join('');
  const passed = Array.from({ length: 5_000 }, () => random(16)).filter(isCardNumber).length;
  assert.ok(passed < 250, String(passed));
  assert.equal(Array.from({ length: 5_000 }, () => random(12)).filter(isCardNumber).length, 0);
});

test('what is no number at all is none of them', () => {
  for (const text of [
    '',
    'abc',
    '0000000000000000',
    '1111111111111111',
    '4111 1111 1111',
    '4111a11111111111',
    'DE00',
    '00000000',
  ]) {
    assert.equal(isCardNumber(text) || isIban(text) || isNationalId(text), false, text);
  }
});
