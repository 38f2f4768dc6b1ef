import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import format from '../../../src/telemetry/exports/syslog.js';
import { anEvent, context, lineOf } from '../export-bench.js';

describe('syslog', () => {
  test('is a line of RFC 5424 with structured data', () => {
    assert.match(
      lineOf(format, anEvent()),
      /^<83>1 2026-11-25T10:00:00\.250Z gw1\.example\.com portcullis - denial \[portcullis@32473 id="019abcde[^"]*" outcome="denied" [^\]]*detail="\{\\"path\\":\\"\/orders\/\{orderId\}\\"\}"\] denial getOrder OBJECT_NOT_OWNED \(object-owner\)$/,
    );
  });

  test('escapes quotation marks, backslashes and closing brackets', () => {
    assert.ok(lineOf(format, anEvent({ principalId: 'a"b\\c]d' })).includes(' principal="a\\"b\\\\c\\]d"'));
  });

  test('has only printable ASCII in its head', () => {
    const text = format.line(anEvent(), { ...context, host: 'h\u00f6st name\n' });
    assert.ok(text.startsWith('<83>1 2026-11-25T10:00:00.250Z h_st_name_ portcullis - denial ['));
  });
});
