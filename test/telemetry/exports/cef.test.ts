import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import format from '../../../src/telemetry/exports/cef.js';
import { anEvent, lineOf, time } from '../export-bench.js';

describe('CEF', () => {
  test('has the head of version 0 and the keys of its dictionary', () => {
    assert.equal(
      lineOf(format, anEvent()),
      'CEF:0|Portcullis|Portcullis|1.2.3|OBJECT_NOT_OWNED|denial getOrder OBJECT_NOT_OWNED (object-owner)|8|' +
        `rt=${time} externalId=019abcde-0000-7000-8000-000000000001 outcome=denied src=10.0.0.7 suser=alice ` +
        'requestMethod=GET reason=OBJECT_NOT_OWNED cn1=404 cn1Label=status cn2=1500 cn2Label=micros ' +
        'cs1=getOrder cs1Label=operation cs2=orders cs2Label=api cs3=object-owner cs3Label=guard ' +
        'cs4=k1 cs4Label=credential cs5=e1 cs5Label=exchange cs6={"path":"/orders/{orderId}"} cs6Label=detail',
    );
  });

  test('escapes pipes and backslashes in the head, equals signs and backslashes in values', () => {
    const text = lineOf(format, anEvent({ code: 'A|B\\C', principalId: 'x=y\\z|' }));
    assert.ok(text.includes('|A\\|B\\\\C|'));
    assert.ok(text.includes('suser=x\\=y\\\\z| '));
  });

  test('has IPv6 in its own field, and no address that is none', () => {
    assert.match(
      lineOf(format, anEvent({ client: '2001:db8::1' })),
      / c6a2=2001:db8::1 c6a2Label=Source IPv6 Address /,
    );
    assert.doesNotMatch(lineOf(format, anEvent({ client: 'unix' })), /src=|c6a2=/);
  });
});
