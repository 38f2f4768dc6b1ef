import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windowOf } from '../../src/core/rate-limit.js';

const at = (text: string) => Date.parse(text);

test('days and months are those of the calendar, UTC, and begin where the last one ended', () => {
  const rows = [
    ['day', '2027-12-31T23:59:59.999Z', '2027-12-31T00:00:00Z', '2028-01-01T00:00:00Z'],
    ['day', '2028-01-01T00:00:00Z', '2028-01-01T00:00:00Z', '2028-01-02T00:00:00Z'],
    ['month', '2028-02-29T12:00:00Z', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
    ['month', '2027-12-31T23:59:59Z', '2027-12-01T00:00:00Z', '2028-01-01T00:00:00Z'],
  ] as const;
  for (const [period, now, start, end] of rows) {
    assert.deepEqual(windowOf(period, at(now)), { start: at(start), end: at(end) }, now);
  }
});
