import { leafHash, RightEdge } from '../../core/merkle.js';
import type { SecurityEvent } from '../../core/events.js';
import { idTime } from '../event-id.js';
import type { JournalMarks, LogName } from '../store.js';
import type { Span } from '../partition-name.js';
import type { PostgresDatabase, Query } from './database.js';
import { writablePart } from './event-parts.js';

/** Takes a record into the log and returns its number and leaf hash. */
export type AddLeaf = (record: Uint8Array) => { readonly n: number; readonly leaf: Buffer };

/** A log while one transaction has it for itself. */
export interface Appending {
  readonly query: Query;
  readonly part: number;
  readonly addLeaf: AddLeaf;
}

export interface AppendOptions {
  readonly log: LogName;
  readonly node: string;
  readonly now: () => number;
  readonly marks: JournalMarks;
}

/**
 * One transaction: `choose` says what is to be stored, `work` adds its leaves, and the edge and the marks are kept with
 * them. All nodes take turns. The commit waits for the disk: a server that falls alone must not forget what the reader of
 * the journal has passed.
 */
export function appendTo<T>(
  database: PostgresDatabase,
  { log, node, now, marks }: AppendOptions,
  {
    choose,
    work,
  }: {
    readonly choose: (query: Query) => Promise<readonly SecurityEvent[]>;
    readonly work: (appending: Appending, events: readonly SecurityEvent[]) => Promise<T>;
  },
): Promise<T> {
  return database.transact(async (query) => {
    const edge = await lockLog(query, log);
    const events = await choose(query);
    const part = await writablePart(query, log, { span: spanOf(events) ?? momentOf(now()), edge });
    const result = await work({ query, part, addLeaf: (record) => append(edge, record) }, events);
    await query('UPDATE event_log SET edge = ? WHERE log = ?', edge.toBytes(), log);
    await setMarks(query, { log, node, marks });
    return result;
  });
}

/** The edge of a log; until the transaction ends nobody else appends to it. */
export async function lockLog(query: Query, log: LogName): Promise<RightEdge> {
  const sql = `INSERT INTO event_log VALUES (?, ?) ON CONFLICT (log) DO UPDATE SET edge = event_log.edge RETURNING edge`;
  const [row] = await query<{ edge: Uint8Array }>(sql, log, RightEdge.empty().toBytes());
  return RightEdge.from(row!.edge);
}

function append(edge: RightEdge, record: Uint8Array): ReturnType<AddLeaf> {
  const leaf = leafHash(record);
  const n = edge.size;
  edge.append(leaf);
  return { n, leaf };
}

/** Marks of a node, as they are stored. */
export async function readMarks(query: Query, log: LogName, node: string): Promise<Map<string, number>> {
  const sql = 'SELECT journal, position FROM event_mark WHERE log = ? AND node = ?';
  const rows = await query<{ journal: string; position: number }>(sql, log, node);
  return new Map(rows.map(({ journal, position }) => [journal, position]));
}

export async function setMarks(
  query: Query,
  { log, node, marks }: { readonly log: LogName; readonly node: string; readonly marks: JournalMarks },
): Promise<void> {
  if (marks.size === 0) return;
  const sql = `INSERT INTO event_mark SELECT ?, ?, * FROM unnest(?::text[], ?::bigint[])
    ON CONFLICT (log, node, journal) DO UPDATE SET position = excluded.position`;
  await query(sql, log, node, [...marks.keys()], [...marks.values()]);
}

function spanOf(events: readonly SecurityEvent[]): Span | undefined {
  if (events.length === 0) return undefined;
  let [earliest, latest] = [Infinity, -Infinity];
  for (const { id } of events) {
    const time = idTime(id);
    if (time < earliest) earliest = time;
    if (time > latest) latest = time;
  }
  return { earliest, latest };
}

function momentOf(time: number): Span {
  return { earliest: time, latest: time };
}
