import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import { fieldsOf, maskOf } from '../../../src/telemetry/detection/fields.js';

const bare: SecurityEvent = { id: 'i', time: 1, kind: 'access', outcome: 'allowed', severity: 'info' };
const values: Required<Omit<SecurityEvent, keyof typeof bare>> & Partial<SecurityEvent> = {
  api: 'a',
  operationId: 'o',
  principalId: 'p',
  credentialId: 'c',
  client: '::1',
  exchangeId: 'e',
  method: 'GET',
  status: 0,
  micros: 0,
  bytesIn: 0,
  bytesOut: 0,
  guard: 'g',
  code: 'X',
  agent: 'u',
  session: 's',
  account: 'n',
  object: 'b',
  objectNumber: 0,
  template: 't',
  limitUsed: 0,
  cost: 0,
  signals: 'w',
  detail: {},
};
const names = Object.keys(values) as (keyof typeof values)[];

test('each field that an event may lack has a bit of its own, and 0 is a value', () => {
  assert.equal(fieldsOf(bare), 0);
  for (const name of names) assert.equal(fieldsOf({ ...bare, [name]: values[name] }), maskOf([name]), name);
  assert.equal(new Set(names.map((name) => maskOf([name]))).size, names.length);
  assert.equal(fieldsOf({ ...bare, ...values }), maskOf(names));
});

test('what every event has is never missed', () => {
  assert.equal(maskOf(['id', 'time', 'kind', 'outcome', 'severity']), 0);
});
