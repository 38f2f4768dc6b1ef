import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import format from '../../../src/telemetry/exports/csv.js';
import { anEvent, lineOf } from '../export-bench.js';

describe('CSV', () => {
  const row = (event: SecurityEvent) => lineOf(format, event);

  test('has its columns in the header', () => {
    assert.equal(format.header!.split(',').length, 19);
    assert.ok(row(anEvent({ detail: {} })).startsWith('2026-11-25T10:00:00.250Z,019abcde-'));
  });

  for (const start of ['=', '+', '-', '@']) {
    test(`makes text of a cell that begins with ${start}`, () => {
      assert.ok(row(anEvent({ principalId: `${start}cmd|' /C calc'!A0` })).includes(`,'${start}cmd|`));
    });
  }

  test('makes a tab at the start visible, and quotes commas and quotation marks', () => {
    assert.ok(row(anEvent({ principalId: '\t=1' })).includes(',\\u{9}=1,'));
    assert.ok(row(anEvent({ principalId: 'a "b", c' })).includes(',"a ""b"", c",'));
  });

  test('leaves numbers as numbers', () => assert.ok(row(anEvent()).includes(',404,')));
});
