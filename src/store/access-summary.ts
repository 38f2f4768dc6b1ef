import type { SecurityEvent } from '../core/events.js';
import { makeAccessBatch, type AccessBatch } from './access-batch.js';
import { AccessColumns } from './access-columns.js';
import { idBytes, isUuid } from './event-id.js';
import type { EventFilter } from './store.js';
import type { BatchSummary, IdRange } from './access-match.js';

/** A batch of allowed calls as an engine keeps it beside its record. */
export interface BatchRow extends BatchSummary {
  readonly n: number;
  readonly first_id: Uint8Array;
  readonly last_id: Uint8Array;
  readonly events: number;
  readonly max_micros: number;
  readonly leaf: Uint8Array;
  readonly record: Uint8Array;
}

/** Columns `first_id`, `last_id`, `events`, `max_micros`, `classes` and `own_exchange` of a batch. */
export function summaryOf(batch: AccessBatch): [Buffer, Buffer, number, number, number, number] {
  const { firstId, lastId, count, maxMicros, statusClasses, ownExchange } = batch;
  return [idBytes(firstId), idBytes(lastId), count, maxMicros, statusClasses, ownExchange ? 1 : 0];
}

/** True when every call of a batch is in the range. */
export function isWithin({ first_id, last_id }: BatchRow, { low, high }: IdRange): boolean {
  return Buffer.compare(first_id, low) >= 0 && Buffer.compare(last_id, high) < 0;
}

/** Where every exchange has the id of its event, the range of ids tells. */
export function mayHaveExchange(row: BatchRow, { exchangeId }: EventFilter): boolean {
  if (exchangeId === undefined || row.own_exchange === 1 || !isUuid(exchangeId)) return true;
  const id = idBytes(exchangeId);
  return Buffer.compare(row.first_id, id) <= 0 && Buffer.compare(row.last_id, id) >= 0;
}

/** Sorted by id, each id once: what a batch is made of. */
export function sortedOnce(events: readonly SecurityEvent[]): readonly SecurityEvent[] {
  const sorted = [...events].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return sorted.filter(({ id }, n) => id !== sorted[n - 1]?.id);
}

/** Whoever changes a summary alone hides calls from searches without touching the log. */
export function isBatchConsistent(row: BatchRow): boolean {
  try {
    const columns = new AccessColumns(row.record);
    const batch = makeAccessBatch(Array.from({ length: columns.count }, (_, n) => columns.event(n)));
    const stored = [row.first_id, row.last_id, row.events, row.max_micros, row.classes, row.own_exchange, row.names];
    return [...summaryOf(batch), batch.names].every((value, n) => isSame(value, stored[n]!));
  } catch {
    return false;
  }
}

function isSame(one: Uint8Array | number, other: Uint8Array | number): boolean {
  return typeof one === 'number' || typeof other === 'number' ? one === other : Buffer.compare(one, other) === 0;
}
