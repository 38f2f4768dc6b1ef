import type { SecurityEvent } from '../../core/events.js';
import { bucketSql, minuteMillis, readRollUp, sumByMinute, type RollUpRow, type Sum } from '../roll-up.js';
import type { RollUp, RollUpFilter } from '../store.js';
import { Conditions } from '../control/rows.js';
import type { SqliteFile } from './sqlite-file.js';

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

/** Sums of a file, oldest first. */
export function readRollUps(file: SqliteFile, filter: RollUpFilter): RollUp[] {
  const { since, until, api, operation, kind, outcome, bucketMillis } = filter;
  const conditions = new Conditions()
    .add('minute > ?', since === undefined ? undefined : since - minuteMillis)
    .add('minute < ?', until)
    .add('api = ?', api)
    .add('operation = ?', operation)
    .add('kind = ?', kind)
    .add('outcome = ?', outcome);
  const sql =
    bucketMillis === undefined
      ? `SELECT * FROM roll_up ${conditions.where} ORDER BY minute`
      : bucketSql(bucketMillis, conditions.where);
  return file.all<RollUpRow>(sql, ...conditions.values).map(readRollUp);
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
    if (part.lastMinute !== undefined) sum.lastMinute = Math.max(sum.lastMinute ?? 0, part.lastMinute);
  }
  return [...merged.values()].sort((a, b) => a.minute - b.minute);
}
