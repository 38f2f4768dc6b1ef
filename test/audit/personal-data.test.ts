import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasLuhnChecksum, personalDataIn } from '../../src/audit/personal-data.js';

describe('personal data', () => {
  it('is told by its look', () => {
    const table = {
      '4539578763621486': 'payment card number',
      '4539 5787 6362 1486': 'payment card number',
      'Card 4539-5787-6362-1486, please': 'payment card number',
      '536-22-8726': 'social security number',
      'k.lindqvist84@gmail.com': 'mail address of a person',
    };
    for (const [text, what] of Object.entries(table)) assert.equal(personalDataIn(text)?.what, what, text);
  });

  it('is nothing that belongs to nobody', () => {
    const nobody = ['4242424242424242', '4111 1111 1111 1111', '378282246310005', '5555555555554444', '123-45-6789'];
    const alike = [
      '4539578763621487',
      '666-12-3456',
      '900-12-3456',
      '111-22-1234',
      '2026-11-25',
      'v1.536-22-8726',
      '536-22-87261',
    ];
    const mails = [
      'jane.doe@gmail.com',
      'info@example.com',
      'k.lindqvist@acme.com',
      'abc@gmail.com',
      'test.user@yahoo.com',
    ];
    for (const text of [...nobody, ...alike, ...mails, '', 'x'.repeat(5000)])
      assert.equal(personalDataIn(text), undefined, text);
  });

  it('has a replacement that is no personal data itself', () => {
    for (const text of ['4539578763621486', '536-22-8726', 'k.lindqvist84@gmail.com'])
      assert.equal(personalDataIn(personalDataIn(text)!.instead), undefined);
  });

  it('has a checksum where it is a card', () => {
    assert.ok(hasLuhnChecksum('79927398713'));
    assert.ok(!hasLuhnChecksum('79927398710'));
  });

  it('is found in a bounded time', () => {
    const started = performance.now();
    for (const text of ['1-'.repeat(2000), 'a@'.repeat(2000), '4 '.repeat(2000), '.'.repeat(3990) + '@gmail.com'])
      personalDataIn(text);
    assert.ok(performance.now() - started < 500);
  });
});
