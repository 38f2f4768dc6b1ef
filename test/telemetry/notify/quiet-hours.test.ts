import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hoursTest } from '../../../src/telemetry/notify/quiet-hours.js';

const night = { from: '22:00', until: '07:00', timeZone: 'Europe/Berlin' };

describe('quiet hours', () => {
  const rows: readonly (readonly [string, typeof night, string, boolean])[] = [
    ['begin at their first minute', night, '2026-01-15T21:00:00Z', true],
    ['have not begun a moment before', night, '2026-01-15T20:59:59Z', false],
    ['go on after midnight', night, '2026-01-16T05:59:59Z', true],
    ['are over at their last minute', night, '2026-01-16T06:00:00Z', false],
    ['follow the clock on the wall in summer', night, '2026-07-15T20:00:00Z', true],
    ['may lie within a day', { from: '12:00', until: '13:30', timeZone: 'UTC' }, '2026-07-15T13:29:00Z', true],
    ['are not the rest of that day', { from: '12:00', until: '13:30', timeZone: 'UTC' }, '2026-07-15T13:30:00Z', false],
    ['begin at midnight as 00:00', { from: '00:00', until: '06:00', timeZone: 'UTC' }, '2026-07-15T00:00:00Z', true],
  ];
  for (const [name, hours, time, expected] of rows) {
    test(name, () => assert.equal(hoursTest(hours)(Date.parse(time)), expected));
  }
});
