import type { SecurityEvent } from '../core/events.js';
import { idText } from './event-id.js';
import { eventOf } from './event-record.js';

/** Columns of an event that is no allowed call, for searches; `searchedValues` gives them in this order. */
export const searchedColumns = [
  'kind',
  'outcome',
  'operation',
  'principal',
  'exchange',
  'api',
  'credential',
  'client',
  'status',
] as const;

export function searchedValues(event: SecurityEvent): (string | number | null)[] {
  return [
    event.kind,
    event.outcome,
    event.operationId ?? null,
    event.principalId ?? null,
    event.exchangeId ?? null,
    event.api ?? null,
    event.credentialId ?? null,
    event.client ?? null,
    event.status ?? null,
  ];
}

export interface EventRow {
  readonly n: number;
  readonly id: Uint8Array;
  readonly leaf: Uint8Array;
  readonly record: Uint8Array;
  readonly [column: string]: unknown;
}

/** Whoever changes a column alone hides an event from searches without touching the log. */
export function isEventConsistent(row: EventRow): boolean {
  try {
    const event = eventOf(row.record);
    const values = searchedValues(event);
    return event.id === idText(row.id) && searchedColumns.every((column, n) => row[column] === values[n]);
  } catch {
    return false;
  }
}
