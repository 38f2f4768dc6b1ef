import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventFormats } from '../../src/telemetry/exports.js';
import { hostileEvent, lineOf } from './export-bench.js';

describe('no event can forge a line', () => {
  for (const format of eventFormats) {
    test(`in ${format.id}`, () => {
      const text = lineOf(format, hostileEvent());
      assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      assert.ok(text.includes('forged'), 'the text itself is kept');
    });
  }
});
