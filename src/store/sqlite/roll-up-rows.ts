import type { EventKind, SecurityEvent } from '../../core/events.js';
import { statusClassOf } from '../access-batch.js';
import { idTime } from '../event-id.js';
import type { RollUp, RollUpFilter } from '../store.js';
import { Conditions, present } from '../control/rows.js';
import type { SqliteFile } from './sqlite-file.js';

const minuteMillis = 60_000;

type Sum = { -readonly [K in keyof RollUp]: RollUp[K] };

/** Adds events to the sums by minute of a file. Only inside the transaction that stores them. */
export function addToRollUps(file: SqliteFile, events: readonly SecurityEvent[]): void {
  for (const sum of sumByMinute(events)) {
    const { minute, api = '', operation = '', kind, outcome, statusClass } = sum;
    const { count, bytesIn, bytesOut, micros, maxMicros } = sum;
    const key = [minute, api, operation, kind, outcome, statusClass];
    file.run(upsertSql, ...key, count, bytesIn, bytesOut, micros, maxMicros);
  }
}

const upsertSql = `
INSERT INTO roll_up VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  count = count + excluded.count, bytes_in = bytes_in + excluded.bytes_in, bytes_out = bytes_out + excluded.bytes_out,
  micros = micros + excluded.micros, max_micros = max(max_micros, excluded.max_micros)`;

function sumByMinute(events: readonly SecurityEvent[]): Iterable<Sum> {
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

interface RollUpRow {
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
}

/** Sums of a file, oldest first. */
export function readRollUps(file: SqliteFile, { since, until, api, operation }: RollUpFilter): RollUp[] {
  const conditions = new Conditions()
    .add('minute > ?', since === undefined ? undefined : since - minuteMillis)
    .add('minute < ?', until)
    .add('api = ?', api)
    .add('operation = ?', operation);
  const sql = `SELECT * FROM roll_up ${conditions.where} ORDER BY minute`;
  return file.all<RollUpRow>(sql, ...conditions.values).map(toRollUp);
}

function toRollUp(row: RollUpRow): RollUp {
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
  };
}

/** Sums of several files as one: a minute may be in two of them. */
export function mergeRollUps(parts: readonly RollUp[]): RollUp[] {
  const merged = new Map<string, Sum>();
  for (const part of parts) {
    const key = [part.minute, part.statusClass, part.kind, part.outcome, part.api, part.operation].join(' ');
    const sum = merged.get(key);
    if (!sum) {
      merged.set(key, { ...part });
      continue;
    }
    sum.count += part.count;
    sum.bytesIn += part.bytesIn;
    sum.bytesOut += part.bytesOut;
    sum.micros += part.micros;
    sum.maxMicros = Math.max(sum.maxMicros, part.maxMicros);
  }
  return [...merged.values()].sort((a, b) => a.minute - b.minute);
}
