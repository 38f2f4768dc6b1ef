import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isProblem, readTarget } from '../../src/gateway/path.js';

const refused: Record<string, string> = {
  '/info/../private': 'PATH_AMBIGUOUS',
  '/info/.': 'PATH_AMBIGUOUS',
  '/info/%2e%2e/private': 'PATH_AMBIGUOUS',
  '/info/.%2E/private': 'PATH_AMBIGUOUS',
  '/info/..;/private': 'PATH_AMBIGUOUS',
  '/info/..;x=1/private': 'PATH_AMBIGUOUS',
  '/info/..%2fprivate': 'PATH_AMBIGUOUS',
  '/info/a%2f..%2fprivate': 'PATH_AMBIGUOUS',
  '/info/..%5cprivate': 'PATH_AMBIGUOUS',
  '/info\\..\\private': 'PATH_AMBIGUOUS',
  '/a%5cb': 'PATH_AMBIGUOUS',
  '/a%00b': 'PATH_AMBIGUOUS',
  '/a%0d%0ax': 'PATH_AMBIGUOUS',
  '/a%7fb': 'PATH_AMBIGUOUS',
  '/a%': 'PATH_AMBIGUOUS',
  '/a%4': 'PATH_AMBIGUOUS',
  '/a%zz': 'PATH_AMBIGUOUS',
  '/%E0%A4%A/books': 'PATH_AMBIGUOUS',
  '/%c0%ae%c0%ae/x': 'PATH_AMBIGUOUS',
  '/%ff': 'PATH_AMBIGUOUS',
  '/a/%252e%252e/b': 'PATH_AMBIGUOUS',
  '/a%252fb': 'PATH_AMBIGUOUS',
  '/a%2500b': 'PATH_AMBIGUOUS',
  '/private#/info': 'PATH_AMBIGUOUS',
  '//private': 'OPERATION_UNKNOWN',
  '/a//b': 'OPERATION_UNKNOWN',
  '*': 'REQUEST_MALFORMED',
  '': 'REQUEST_MALFORMED',
  orders: 'REQUEST_MALFORMED',
  'ftp://a/b': 'REQUEST_MALFORMED',
  '/a\u0001': 'REQUEST_MALFORMED',
  '/a b': 'REQUEST_MALFORMED',
  '/\u00e4': 'REQUEST_MALFORMED',
  '/a?x#y': 'REQUEST_MALFORMED',
};

for (const [target, code] of Object.entries(refused)) {
  test(`${JSON.stringify(target)} is refused with ${code}`, () => {
    const read = readTarget(target);
    assert.ok(isProblem(read));
    assert.equal(read.code, code);
  });
}

const accepted: Record<string, string> = {
  '/': '/',
  '/orders/7': '/orders/7',
  '/coupons/%72ecent': '/coupons/recent',
  '/shelves/north%2Fwall/books': '/shelves/north%2Fwall/books',
  '/a/50%25': '/a/50%25',
  '/a/b.c/v1.0': '/a/b.c/v1.0',
  '/.well-known/x': '/.well-known/x',
  '/a/...': '/a/...',
  '/t/%C3%A4': '/t/%C3%A4',
  '/m/;color=red': '/m/;color=red',
  '/orders/': '/orders/',
};

for (const [target, path] of Object.entries(accepted)) {
  test(`${target} is read as ${path}`, () => {
    const read = readTarget(`${target}?a=%zz`);
    assert.ok(!isProblem(read));
    assert.deepEqual([read.path, read.raw, read.query], [path, target, 'a=%zz']);
  });
}

test('an absolute target names its authority', () => {
  const read = readTarget('http://API.example:80/a?b');
  assert.ok(!isProblem(read));
  assert.deepEqual([read.path, read.query, read.authority], ['/a', 'b', 'api.example:80']);
});

test('no accepted path has a dot segment for any server that decodes once or twice', () => {
  const piece = fc.constantFrom(
    '.',
    '..',
    '/',
    '%2e',
    '%2E',
    '%2f',
    '%252e',
    '%252f',
    ';',
    'a',
    '%5c',
    '%25',
    '\\',
    '%',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const read = readTarget(`/${pieces.join('')}`);
      if (isProblem(read)) return;
      let text = read.raw;
      for (let i = 0; i < 3; i++) {
        const names = text.split(/[/\\]/).map((part) => part.split(';')[0]);
        assert.ok(!names.includes('..') || i > 2, `${read.raw} holds .. after ${i} decodings`);
        if (i < 2) text = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
      }
    }),
    { numRuns: 3000 },
  );
});
