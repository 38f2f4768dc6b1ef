import type { SecurityEvent } from '../../core/events.js';
import { Conditions } from '../control/rows.js';
import { bucketSql, readRollUp, sumByMinute, type RollUpRow } from '../roll-up.js';
import type { RollUp, RollUpFilter } from '../store.js';
import type { Appending } from './event-log.js';
import type { Query } from './database.js';

const minuteMillis = 60_000;

/** Adds events to the sums by minute, in the transaction that stores them. */
export async function addRollUps(
  { query, part }: Pick<Appending, 'query' | 'part'>,
  events: readonly SecurityEvent[],
): Promise<void> {
  const sums = [...sumByMinute(events)];
  if (sums.length === 0) return;
  const rows = sums.map((sum) => {
    const { minute, api = '', operation = '', kind, outcome, statusClass } = sum;
    const { count, bytesIn, bytesOut, micros, maxMicros } = sum;
    return [minute, api, operation, kind, outcome, statusClass, count, bytesIn, bytesOut, micros, maxMicros];
  });
  await query(upsertSql, part, ...rows[0]!.map((_, at) => rows.map((row) => row[at]!)));
}

const upsertSql = `
INSERT INTO roll_up SELECT ?::bigint, * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
  ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
ON CONFLICT (part, minute, api, operation, kind, outcome, class) DO UPDATE SET
  count = roll_up.count + excluded.count, bytes_in = roll_up.bytes_in + excluded.bytes_in,
  bytes_out = roll_up.bytes_out + excluded.bytes_out, micros = roll_up.micros + excluded.micros,
  max_micros = greatest(roll_up.max_micros, excluded.max_micros)`;

/** Sums by minute of both logs, oldest first. */
export async function readRollUps(
  query: Query,
  { since, until, api, operation, kind, outcome, bucketMillis }: RollUpFilter,
): Promise<readonly RollUp[]> {
  const conditions = new Conditions()
    .add('minute > ?', since === undefined ? undefined : since - minuteMillis)
    .add('minute < ?', until)
    .add('api = ?', api)
    .add('operation = ?', operation)
    .add('kind = ?', kind)
    .add('outcome = ?', outcome);
  if (bucketMillis !== undefined) {
    const rows = await query<RollUpRow>(bucketSql(bucketMillis, conditions.where), ...conditions.values);
    return rows.map(readRollUp);
  }
  const sql = `SELECT minute, api, operation, kind, outcome, class, sum(count)::bigint AS count,
      sum(bytes_in)::bigint AS bytes_in, sum(bytes_out)::bigint AS bytes_out, sum(micros)::bigint AS micros,
      max(max_micros) AS max_micros FROM roll_up ${conditions.where}
    GROUP BY minute, api, operation, kind, outcome, class ORDER BY minute`;
  return (await query<RollUpRow>(sql, ...conditions.values)).map(readRollUp);
}
