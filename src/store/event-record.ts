import type { SecurityEvent } from '../core/events.js';
import { headFields, numberFields, textFields } from './event-fields.js';

const order = [...headFields, ...textFields, 'exchangeId', ...numberFields, 'detail'] as const;

/** The bytes that stand for an event in the log: JSON, its fields in one order whatever their order was. */
export function eventRecord(event: SecurityEvent): Buffer {
  const ordered: Record<string, unknown> = {};
  for (const field of order) if (event[field] !== undefined) ordered[field] = event[field];
  return Buffer.from(JSON.stringify(ordered));
}

/** The event that a record stands for. Throws `SyntaxError` for what is none. */
export function eventOf(record: Uint8Array): SecurityEvent {
  const text = Buffer.from(record.buffer, record.byteOffset, record.byteLength).toString();
  return Object.freeze(JSON.parse(text) as SecurityEvent);
}
