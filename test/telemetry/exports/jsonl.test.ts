import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventKinds } from '../../../src/core/events.js';
import { uuidv7 } from '../../../src/core/ids.js';
import { toOcsf } from '../../../src/telemetry/ocsf.js';
import format from '../../../src/telemetry/exports/jsonl.js';
import { anEvent, hostile, hostileEvent, lineOf, time } from '../export-bench.js';

describe('JSON lines', () => {
  test('give back every character when they are parsed', () => {
    const parsed = JSON.parse(lineOf(format, hostileEvent())) as { unmapped: { detail: { list: string[] } } };
    assert.equal(parsed.unmapped.detail.list[0], hostile);
  });

  test('are OCSF API Activity for a call: class, activity, status, action, actor, endpoint', () => {
    const ocsf = JSON.parse(lineOf(format, anEvent())) as Record<string, unknown>;
    assert.deepEqual(ocsf, {
      activity_id: 2,
      activity_name: 'Read',
      category_uid: 6,
      category_name: 'Application Activity',
      class_uid: 6003,
      class_name: 'API Activity',
      type_uid: 600302,
      type_name: 'API Activity: Read',
      time,
      severity_id: 4,
      severity: 'High',
      status_id: 2,
      status: 'Failure',
      action_id: 2,
      action: 'Denied',
      disposition_id: 2,
      disposition: 'Blocked',
      status_code: 'OBJECT_NOT_OWNED',
      duration: 2,
      message: 'denial getOrder OBJECT_NOT_OWNED (object-owner)',
      actor: { user: { uid: 'alice', type_id: 1, type: 'User', credential_uid: 'k1' } },
      api: { operation: 'getOrder', service: { name: 'orders' } },
      src_endpoint: { ip: '10.0.0.7' },
      http_request: { http_method: 'GET', uid: 'e1' },
      http_response: { code: 404 },
      metadata: {
        version: '1.5.0',
        uid: '019abcde-0000-7000-8000-000000000001',
        event_code: 'denial',
        log_name: 'portcullis',
        product: { name: 'Portcullis', vendor_name: 'Portcullis', version: '1.2.3' },
        profiles: ['security_control'],
        correlation_uid: 'e1',
      },
      unmapped: {
        outcome: 'denied',
        guard: 'object-owner',
        micros: 1500,
        detail: { path: '/orders/{orderId}' },
      },
    });
  });

  /** What each class requires besides the attributes of every event. */
  const required: Readonly<Record<number, readonly string[]>> = {
    6003: ['actor', 'api', 'src_endpoint'],
    3002: ['user', 'service'],
    3004: ['entity'],
    6002: ['app'],
    2004: ['finding_info'],
  };

  for (const kind of eventKinds) {
    test(`have what their class requires for ${kind}`, () => {
      const ocsf = toOcsf({ id: uuidv7(), time, kind, outcome: 'info', severity: 'info' }, '1');
      for (const name of ['activity_id', 'category_uid', 'class_uid', 'type_uid', 'time', 'severity_id', 'metadata'])
        assert.ok(ocsf[name] !== undefined, name);
      assert.equal(ocsf['type_uid'], Number(ocsf['class_uid']) * 100 + Number(ocsf['activity_id']));
      assert.equal(Math.floor(Number(ocsf['class_uid']) / 1000), ocsf['category_uid']);
      for (const name of required[Number(ocsf['class_uid'])]!) assert.ok(ocsf[name] !== undefined, name);
    });
  }

  for (const [kind, uid] of [
    ['authn_login_fail', 3002],
    ['detection', 2004],
    ['sys_startup', 6002],
    ['key_created', 3004],
    ['access', 6003],
  ] as const) {
    test(`are of class ${uid} for ${kind}`, () => assert.equal(toOcsf(anEvent({ kind }), '1')['class_uid'], uid));
  }
});
