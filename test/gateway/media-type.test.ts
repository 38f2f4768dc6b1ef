import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJsonType, matchMediaType, parseContentType } from '../../src/gateway/media-type.js';

test('a content type is read whatever its letter case, quotes and spaces', () => {
  const plain = { mediaType: 'application/json', charset: 'utf-8', boundary: undefined };
  for (const field of [
    'application/json;charset=utf-8',
    'Application/JSON ; Charset="UTF-8"',
    'application/json; q="a;b\\""; charset=utf-8',
  ]) {
    assert.deepEqual(parseContentType(field), plain, field);
  }
  assert.deepEqual(parseContentType('text/plain'), {
    mediaType: 'text/plain',
    charset: undefined,
    boundary: undefined,
  });
  const form = parseContentType('multipart/form-data; Boundary="a:B"; charset=UTF-8');
  assert.deepEqual(form, { mediaType: 'multipart/form-data', charset: 'utf-8', boundary: 'a:B' });
});

test('what can be read in two ways is not read', () => {
  const bad = [
    '',
    'json',
    'a/b/c',
    'application/json, text/html',
    'a/b; charset',
    'a/b; charset=x; charset=y',
    'a/b; boundary=x; boundary=x',
    'a/b; boundary*0=x',
    "a/b; charset*=utf-8''x",
    'a/b; x="',
    'a b/c',
    'a/b;;',
  ];
  for (const field of bad) assert.equal(parseContentType(field), undefined, field);
});

test('the exact type comes before its range, the range before everything', () => {
  const declared = [{ mediaType: '*/*' }, { mediaType: 'image/*' }, { mediaType: 'image/png' }];
  assert.deepEqual(
    ['image/png', 'image/gif', 'text/plain'].map((type) => matchMediaType(declared, type)?.mediaType),
    ['image/png', 'image/*', '*/*'],
  );
  assert.equal(matchMediaType([{ mediaType: 'image/*' }], 'images/png'), undefined);
  assert.equal(matchMediaType([], 'a/b'), undefined);
});

test('JSON by suffix is JSON', () => {
  assert.deepEqual(
    ['application/json', 'application/problem+json', 'application/jsonx', 'text/plain'].map(isJsonType),
    [true, true, false, false],
  );
});
