import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDateTime, isInt64, registryFormats } from '../../src/gateway/schema-formats.js';

test('date-time is RFC 3339, with leap seconds only at 23:59:60 UTC', () => {
  const good = [
    '2016-12-31T23:59:60Z',
    '2017-01-01T00:59:60+01:00',
    '2016-12-31T18:59:60-05:00',
    '2026-03-01T10:00:00.123456789Z',
    '2026-03-01t10:00:00z',
    '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00-00:00',
  ];
  const bad = [
    '',
    '2016-12-31T24:59:60+01:00',
    '1998-12-31T22:59:60Z',
    '2026-02-30T00:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T10:00:00',
    '2026-03-01T10:00:00+24:00',
    '2026-03-01T10:00:61Z',
    '1900-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-03-01 10:00:00Z',
    '2026-03-01T10:00:00Z ',
    '2026-03-01T10:60:00Z',
    '2026-03-01T10:00:00.Z',
  ];
  for (const text of good) assert.ok(isDateTime(text), text);
  for (const text of bad) assert.ok(!isDateTime(text), text);
});

test('int64 is an integer within its range', () => {
  assert.deepEqual([0, -1, 2 ** 53, 2 ** 63, -(2 ** 63)].map(isInt64), [true, true, true, true, true]);
  assert.deepEqual([0.5, 2 ** 64, -(2 ** 64), Infinity, NaN].map(isInt64), [false, false, false, false, false]);
});

for (const [name, good, bad] of [
  ['int8', [-128, 127], [128, 1.5]],
  ['int32', [-2147483648, 2147483647], [2147483648, 0.1]],
  ['uint8', [0, 255], [-1, 256]],
  ['uint32', [4294967295], [4294967296, -1]],
  ['float', [3.4e38, -1.5], [3.5e38, -1e39]],
  ['double-int', [9007199254740991], [9007199254740992]],
  ['byte', ['', 'QQ==', 'QUI=', 'QUJD'], ['Q', 'QQ', 'QUJD\n<script>', 'QU JD', '-_-_']],
  ['base64url', ['', 'QQ', 'QQ==', '-_-_'], ['Q', 'QQ=', '+/+/']],
  ['uuid', ['0193a1b2-0000-7000-8000-00000000000F'], ['urn:uuid:0193a1b2-0000-7000-8000-00000000000f', '0193a1b2', '']],
  ['char', ['a', '🚢'], ['', 'ab']],
] as const) {
  test(`the format ${name} of the registry`, () => {
    const validate = registryFormats[name].validate as (value: unknown) => boolean;
    for (const value of good) assert.equal(validate(value), true, JSON.stringify(value));
    for (const value of bad) assert.equal(validate(value), false, JSON.stringify(value));
  });
}
