import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import { readExportedEvent } from '../../../src/telemetry/detection/exported-event.js';
import { toOcsf } from '../../../src/telemetry/ocsf.js';

const event: SecurityEvent = {
  id: '01a210c1-dbef-7412-b6c8-4ce6ac78b9f0',
  time: 1_795_577_469_935,
  kind: 'denial',
  outcome: 'denied',
  severity: 'medium',
  api: 'shop',
  operationId: 'getOrder',
  principalId: 'jwt:a:ann',
  credentialId: 'tok1',
  client: '198.51.100.7',
  exchangeId: '01a210c1-dbef-729d-b298-7b98e6abc258',
  method: 'GET',
  status: 404,
  micros: 303,
  bytesOut: 12,
  guard: 'object-owner',
  code: 'OBJECT_NOT_OWNED',
  agent: 'agent001',
  object: 'object01',
  objectNumber: 42,
  limitUsed: 7,
  signals: 'duplicate-id param:abcdefgh',
  detail: { path: '/orders/{orderId}' },
};

test('an exported event reads as what it was', () => {
  assert.deepEqual(readExportedEvent(JSON.stringify(toOcsf(event, '1.0.0'))), event);
});

test('the own form reads as it is', () => {
  assert.deepEqual(readExportedEvent(JSON.stringify(event)), event);
});

test('what is no event is refused', () => {
  for (const line of ['', 'x', '[]', '{}', '{"class_uid":6003}', JSON.stringify({ ...event, kind: 'other' })])
    assert.equal(readExportedEvent(line), undefined, line);
});
