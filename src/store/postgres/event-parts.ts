import { RightEdge } from '../../core/merkle.js';
import type { LogFileStart, LogLeaf, LogName } from '../store.js';
import { boundsOf, nextPartition, periodAt, takes, type Partition, type Period, type Span } from '../partition-name.js';
import type { Query } from './database.js';

/** A part of a log, as it is stored. Parts of a log follow each other by their number `part`. */
export interface PartRow {
  readonly part: number;
  readonly name: string;
  readonly number: number;
  readonly start_edge: Uint8Array;
  readonly start_size: number;
  readonly period_start: number;
  readonly period_end: number;
}

/** A leaf and the part that it is in. */
export type PartLeaf = Omit<LogLeaf, 'log' | 'file'> & { readonly part: number };

const tables: Readonly<Record<LogName, string>> = { access: 'access_batch', denials: 'denial_event' };

/** Oldest first. */
export function listParts(query: Query, log: LogName): Promise<readonly PartRow[]> {
  return query<PartRow>('SELECT * FROM event_part WHERE log = ? ORDER BY part', log);
}

/** The part for events of these times: the newest, or one that is begun. Only while the log is locked. */
export async function writablePart(
  query: Query,
  log: LogName,
  { span, edge }: { readonly span: Span; readonly edge: RightEdge },
): Promise<number> {
  const sql = 'SELECT * FROM event_part WHERE log = ? ORDER BY part DESC LIMIT 1';
  const [last] = await query<PartRow>(sql, log);
  if (last && takes({ start: last.period_start, end: last.period_end }, span)) return last.part;
  return beginPart(query, nextPartition(log, last && partitionOf(log, last), span), { span, edge });
}

async function beginPart(
  query: Query,
  { log, name, number }: Partition,
  { span, edge }: { readonly span: Span; readonly edge: RightEdge },
): Promise<number> {
  return createPart(query, { log, name, number }, { period: periodAt(log, span.latest), edge });
}

/** Makes a part that goes on where the log stands. */
export async function createPart(
  query: Query,
  { log, name, number }: Partition,
  { period: { start, end }, edge }: { readonly period: Period; readonly edge: RightEdge },
): Promise<number> {
  const sql = `INSERT INTO event_part (log, name, number, start_edge, start_size, period_start, period_end)
    VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING part`;
  const [row] = await query<{ part: number }>(sql, log, name, number, edge.toBytes(), edge.size, start, end);
  const { part } = row!;
  for (const table of [tables[log], 'roll_up']) {
    await query(`CREATE TABLE ${table}_${part} PARTITION OF ${table} FOR VALUES IN (${part})`);
  }
  return part;
}

/** Drops the parts that end by `limit`, and returns their names; a new one is begun when that is all of them. */
export async function dropParts(
  query: Query,
  log: LogName,
  { limit, now, edge }: { readonly limit: number; readonly now: number; readonly edge: RightEdge },
): Promise<string[]> {
  const parts = await listParts(query, log);
  const kept = parts.findIndex((row) => boundsOf(partitionOf(log, row)).end > limit);
  const old = kept === -1 ? parts : parts.slice(0, kept);
  const last = parts.at(-1);
  if (last && kept === -1) {
    const span = { earliest: now, latest: now };
    await beginPart(query, nextPartition(log, partitionOf(log, last), span), { span, edge });
  }
  for (const { part } of old) {
    await query(`DROP TABLE ${tables[log]}_${part}, roll_up_${part}`);
    await query('DELETE FROM event_part WHERE part = ?', part);
  }
  return old.map((row) => partName(log, row));
}

export function partStart(log: LogName, row: PartRow): LogFileStart {
  return { log, file: partName(log, row), size: row.start_size, edge: row.start_edge };
}

/** As `denials/2026-11`, or `denials/2026-11.2` for a second part of that month. */
export function partName(log: LogName, { name, number }: Pick<PartRow, 'name' | 'number'>): string {
  return number === 1 ? `${log}/${name}` : `${log}/${name}.${number}`;
}

function partitionOf(log: LogName, { name, number }: PartRow): Partition {
  return { log, name, number };
}
