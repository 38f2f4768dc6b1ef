import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import format from '../../../src/telemetry/exports/syslog.js';
import { anEvent, context, lineOf } from '../export-bench.js';

const jsonOf = (line: string) => JSON.parse(line.slice(line.indexOf('] {') + 2)) as Record<string, unknown>;

describe('syslog', () => {
  test('is a line of RFC 5424 with the registered element `origin`, and what happened as JSON', () => {
    const line = lineOf(format, anEvent());
    const head =
      '<83>1 2026-11-25T10:00:00.250Z gw1.example.com portcullis - denial [origin software="portcullis" swVersion="1.2.3"] {';
    assert.ok(line.startsWith(head), line);
    const { message, operation, status, detail, bytesIn } = jsonOf(line);
    assert.deepEqual(
      { message, operation, status, detail, bytesIn },
      {
        message: 'denial getOrder OBJECT_NOT_OWNED (object-owner)',
        operation: 'getOrder',
        status: 404,
        detail: { path: '/orders/{orderId}' },
        bytesIn: undefined,
      },
    );
  });

  test('has no element that would need an enterprise number', () => {
    assert.doesNotMatch(lineOf(format, anEvent()), /\[[^\]]*@\d/);
  });

  test('brings whatever a name holds back as it was', () => {
    assert.equal(jsonOf(lineOf(format, anEvent({ principalId: 'a"b\\c]d\u2028e' })))['principal'], 'a"b\\c]d\u2028e');
  });

  test('has only printable ASCII in its head', () => {
    const text = format.line(anEvent(), { ...context, host: 'h\u00f6st name\n' });
    assert.ok(text.startsWith('<83>1 2026-11-25T10:00:00.250Z h_st_name_ portcullis - denial ['));
  });
});
