import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { request } from 'undici';
import type { SecurityEvent } from '../../core/events.js';
import { safeJson } from '../safe-line.js';
import { EventsRefused, type EventOutput } from './output.js';

const compress = promisify(gzip);

/** The table that the rows fit; a row that comes twice is one after the next merge, and at once with `FINAL`. */
export const clickHouseTable = `CREATE TABLE portcullis_event (
  id UUID, time DateTime64(3, 'UTC'), kind LowCardinality(String), outcome LowCardinality(String),
  severity LowCardinality(String), api LowCardinality(String), operation LowCardinality(String), principal String,
  credential String, client String, exchange String, method LowCardinality(String), status UInt16, micros UInt64,
  bytes_in UInt64, bytes_out UInt64, guard LowCardinality(String), code LowCardinality(String), detail String
) ENGINE = ReplacingMergeTree ORDER BY (kind, time, id) PARTITION BY toYYYYMM(time)
TTL toDateTime(time) + INTERVAL 400 DAY
SETTINGS non_replicated_deduplication_window = 1000;`;

export interface ClickHouseTarget {
  readonly url: string;
  /** `portcullis_event` by default; `database.table` too. */
  readonly table: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly timeoutMillis?: number;
}

/** Inserts rows over HTTP (JSONEachRow, gzip); the token keeps a repeated portion from being stored twice. */
export function clickHouseOutput({
  url,
  table,
  user,
  password,
  timeoutMillis = 30_000,
}: ClickHouseTarget): EventOutput {
  return {
    async send(events, token) {
      const address = new URL(url);
      address.searchParams.set('query', `INSERT INTO ${table} FORMAT JSONEachRow`);
      address.searchParams.set('insert_deduplication_token', token);
      const answer = await request(address, {
        method: 'POST',
        headers: {
          'content-encoding': 'gzip',
          'content-type': 'application/x-ndjson',
          ...(user === undefined ? {} : { 'x-clickhouse-user': user }),
          ...(password === undefined ? {} : { 'x-clickhouse-key': password }),
        },
        body: await compress(events.map((event) => `${safeJson(rowOf(event))}\n`).join('')),
        signal: AbortSignal.timeout(timeoutMillis),
      });
      await answer.body.dump({ limit: 64 * 1024 });
      if (answer.statusCode < 300) return;
      const message = `it answers ${answer.statusCode}`;
      // Rows that cannot be parsed never will be; a wrong password or a missing table can be mended.
      throw answer.statusCode === 400 ? new EventsRefused(message) : new Error(message);
    },
    close: async () => undefined,
  };
}

function rowOf(event: SecurityEvent): Record<string, string | number> {
  return {
    id: event.id,
    time: new Date(event.time).toISOString().replace('T', ' ').slice(0, 23),
    kind: event.kind,
    outcome: event.outcome,
    severity: event.severity,
    api: event.api ?? '',
    operation: event.operationId ?? '',
    principal: event.principalId ?? '',
    credential: event.credentialId ?? '',
    client: event.client ?? '',
    exchange: event.exchangeId ?? '',
    method: event.method ?? '',
    status: event.status ?? 0,
    micros: event.micros ?? 0,
    bytes_in: event.bytesIn ?? 0,
    bytes_out: event.bytesOut ?? 0,
    guard: event.guard ?? '',
    code: event.code ?? '',
    detail: event.detail === undefined ? '' : safeJson(event.detail),
  };
}
