import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { protectBody, protectJson, protectUrl, protectValue } from '../../src/vault/data-classes.js';

const tokenOf = (dataClass: string, text: string) => `tok_${dataClass}_${text.length}`;
const shown = (value: unknown, dataClass: string) => protectValue(value, dataClass, tokenOf);

describe('a value of a class', () => {
  const cases: readonly (readonly [dataClass: string, value: unknown, kept: unknown])[] = [
    ['email', 'ada.lovelace@example.com', 'a***@example.com'],
    ['email', '@example.com', '***'],
    ['email', 'no address', '***'],
    ['email', '"a@b"@example.com', '"***@example.com'],
    ['phone', '+49 30 1234567', '***67'],
    ['phone', 112, '***'],
    ['card', '4111 1111 1111 1234', '***1234'],
    ['card', 4111111111111234, '***1234'],
    ['iban', 'DE89 3704 0044 0532 0130 00', 'DE***0 00'],
    ['name', 'Ada King Lovelace', 'A*** K*** L***'],
    ['name', '', ''],
    ['date', '1815-12-10', '1815***'],
    ['ip', '192.0.2.77', '192.0.2.0'],
    ['ip', '2001:db8:1:2::7', '2001:db8:1::'],
    ['ip', 'localhost', '***'],
    ['id', 'customer-7', 'tok_id_10'],
    ['account', 77, 'tok_account_2'],
    ['address', 'St James Square 12', '[dropped]'],
    ['secret', 'hunter2', '[dropped]'],
    ['nobody-knows-it', 'x', '[dropped]'],
    ['constructor', 'x', '[dropped]'],
    ['email', { local: 'ada' }, '[dropped]'],
    ['email', null, null],
    ['health', true, true],
  ];
  for (const [dataClass, value, kept] of cases)
    test(`${dataClass} ${JSON.stringify(value)} is kept as ${JSON.stringify(kept)}`, () =>
      assert.deepEqual(shown(value, dataClass), kept));
});

const classOf = new Map([
  ['email', 'email'],
  ['notes', 'text'],
  ['id', 'id'],
]);

test('a document is protected at any depth, in lists too; what has no class stays', () => {
  const document = {
    total: 7,
    customer: { id: 1, email: 'ada@x.org' },
    items: [{ notes: ['a', 'b'] }],
    email: ['q@r.s'],
  };
  assert.deepEqual(protectJson(document, classOf, tokenOf), {
    total: 7,
    customer: { id: 'tok_id_1', email: 'a***@x.org' },
    items: [{ notes: ['[dropped]', '[dropped]'] }],
    email: ['q***@r.s'],
  });
});

describe('a body', () => {
  const kept = (body: string) => protectBody(body, classOf, tokenOf);
  for (const [what, body, expected] of [
    ['JSON', '{"email":"ada@x.org","n":1}', '{"email":"a***@x.org","n":1}'],
    ['a form', 'email=ada%40x.org&n=1', 'email=a***%40x.org&n=1'],
    ['text', 'hello', 'hello'],
    ['nothing', '', ''],
    ['a page', '<a href="?email=1">x</a>', '<a href="?email=1">x</a>'],
    ['JSON that was cut', '{"n":1,"email":"ada@x', '{"n":1,[dropped]'],
    ['JSON that was cut before any', '{"n":1,"m":[', '{"n":1,"m":['],
  ] as const)
    test(`of ${what}`, () => assert.equal(kept(body), expected));

  test('without classes is not touched', () =>
    assert.equal(protectBody('{ "email": 1 }', new Map(), tokenOf), '{ "email": 1 }'));
});

test('the query of an address', () => {
  const kept = (url: string) => protectUrl(url, classOf, tokenOf);
  assert.equal(kept('http://a/b?email=ada%40x.org&page=2'), 'http://a/b?email=a***%40x.org&page=2');
  assert.equal(kept('http://a/b?page=2'), 'http://a/b?page=2');
  assert.equal(kept('http://a/b'), 'http://a/b');
});
