import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDateTime, isInt64 } from '../../src/gateway/schema-formats.js';

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
