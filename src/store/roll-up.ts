import type { EventKind, SecurityEvent } from '../core/events.js';
import { statusClassOf } from './access-batch.js';
import { present } from './control/rows.js';
import { idTime } from './event-id.js';
import type { RollUp } from './store.js';

/** Length of the time that is summed up. */
export const minuteMillis = 60_000;

export type Sum = { -readonly [K in keyof RollUp]: RollUp[K] };

/** Sums of events that are alike, by minute. */
export function sumByMinute(events: readonly SecurityEvent[]): Iterable<Sum> {
  const sums = new Map<string, Sum>();
  for (const event of events) {
    const minute = minuteOf(event);
    const statusClass = statusClassOf(event.status);
    const key = `${minute} ${statusClass} ${event.kind} ${event.outcome} ${event.api} ${event.operationId}`;
    let sum = sums.get(key);
    if (!sum) sums.set(key, (sum = emptySum(event, minute, statusClass)));
    add(sum, event);
  }
  return sums.values();
}

/** Time in the log is that of the id, everywhere. */
function minuteOf({ id }: SecurityEvent): number {
  return Math.floor(idTime(id) / minuteMillis) * minuteMillis;
}

function emptySum({ api, operationId, kind, outcome }: SecurityEvent, minute: number, statusClass: number): Sum {
  return {
    minute,
    ...(api === undefined ? {} : { api }),
    ...(operationId === undefined ? {} : { operation: operationId }),
    kind,
    outcome,
    statusClass,
    count: 0,
    bytesIn: 0,
    bytesOut: 0,
    micros: 0,
    maxMicros: 0,
  };
}

function add(sum: Sum, { bytesIn = 0, bytesOut = 0, micros = 0 }: SecurityEvent): void {
  sum.count += 1;
  sum.bytesIn += bytesIn;
  sum.bytesOut += bytesOut;
  sum.micros += micros;
  sum.maxMicros = Math.max(sum.maxMicros, micros);
}

/** Sums as an engine keeps them; no name is the empty text. */
export interface RollUpRow {
  readonly minute: number;
  readonly api: string;
  readonly operation: string;
  readonly kind: EventKind;
  readonly outcome: SecurityEvent['outcome'];
  readonly class: number;
  readonly count: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
  readonly micros: number;
  readonly max_micros: number;
  readonly last_minute?: number;
}

/** Adds up minutes to longer times; one `?` for the conditions is all that is left open. */
export function bucketSql(bucketMillis: number, where: string): string {
  const width = Math.max(1, Math.round(bucketMillis / minuteMillis)) * minuteMillis;
  return `SELECT minute - minute % ${width} AS minute, api, operation, kind, outcome, class,
      CAST(sum(count) AS BIGINT) AS count, CAST(sum(bytes_in) AS BIGINT) AS bytes_in,
      CAST(sum(bytes_out) AS BIGINT) AS bytes_out, CAST(sum(micros) AS BIGINT) AS micros,
      max(max_micros) AS max_micros, max(minute) AS last_minute
    FROM roll_up ${where} GROUP BY 1, api, operation, kind, outcome, class ORDER BY 1`;
}

export function readRollUp(row: RollUpRow): RollUp {
  const names = present({ api: row.api || null, operation: row.operation || null });
  return {
    minute: row.minute,
    ...names,
    kind: row.kind,
    outcome: row.outcome,
    statusClass: row.class,
    count: row.count,
    bytesIn: row.bytes_in,
    bytesOut: row.bytes_out,
    micros: row.micros,
    maxMicros: row.max_micros,
    ...(row.last_minute === undefined ? {} : { lastMinute: Number(row.last_minute) }),
  };
}
