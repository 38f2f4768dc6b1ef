import type { SecurityEvent } from '../../core/events.js';
import { makeAccessBatch, type AccessBatch } from '../access-batch.js';
import { AccessColumns } from '../access-columns.js';
import { mostCalls } from '../access-format.js';
import {
  isBatchConsistent,
  isWithin,
  mayHaveExchange,
  sortedOnce,
  summaryOf,
  type BatchRow,
} from '../access-summary.js';
import { idBytes, idText } from '../event-id.js';
import type { EventFilter } from '../store.js';
import { asksRangeOnly, excludesAccess, idRangeOf, matchesIn, mayMatch, type IdRange } from '../access-match.js';
import type { Query } from './database.js';
import type { Appending } from './event-log.js';
import type { PartLeaf } from './event-parts.js';

const batchesAtOnce = 100;
const leavesAtOnce = 50;
const summaryColumns = 'n, first_id, last_id, events, max_micros, classes, own_exchange, names';

/** Adds allowed calls in batches; they are sorted by id, each id once. */
export async function addCalls(appending: Appending, sorted: readonly SecurityEvent[], node: string): Promise<number> {
  for (let at = 0; at < sorted.length; at += mostCalls) {
    const batch = makeAccessBatch(sorted.slice(at, at + mostCalls));
    await insertBatch(appending, { ...appending.addLeaf(batch.record), batch }, node);
  }
  return sorted.length;
}

/** A batch with its place in the log. */
export interface PlacedBatch {
  readonly n: number;
  readonly leaf: Uint8Array;
  readonly batch: AccessBatch;
}

export async function insertBatch(
  { query, part }: Pick<Appending, 'query' | 'part'>,
  { n, leaf, batch }: PlacedBatch,
  node: string,
): Promise<void> {
  await query(insertSql, part, node, n, ...summaryOf(batch), leaf, batch.names, batch.record);
}

const insertSql = `INSERT INTO access_batch (part, node, n, first_id, last_id, events, max_micros, classes, own_exchange,
  leaf, names, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Leaves out those that the log has already. */
export async function unknownCalls(query: Query, events: readonly SecurityEvent[]): Promise<SecurityEvent[]> {
  const sorted = sortedOnce(events);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return [];
  const known = new Set<string>();
  const range = { low: idBytes(first.id), high: Buffer.concat([idBytes(last.id), Buffer.alloc(1)]) };
  for await (const { n } of summaries(query, range)) {
    const batch = await readBatch(query, n);
    for (let place = batch.before(range.low); place < batch.count; place += 1) known.add(idText(batch.idOf(place)));
  }
  return sorted.filter(({ id }) => !known.has(id));
}

export async function getCall(query: Query, id: string): Promise<SecurityEvent | undefined> {
  const found = await findCall(query, id);
  return found?.batch.event(found.place);
}

async function findCall(
  query: Query,
  id: string,
): Promise<{ readonly batch: AccessColumns; readonly place: number } | undefined> {
  const bytes = idBytes(id);
  const high = Buffer.concat([bytes, Buffer.alloc(1)]);
  for await (const row of summaries(query, { low: bytes, high })) {
    const batch = await readBatch(query, row.n);
    const place = batch.before(bytes);
    if (place < batch.count && batch.idOf(place).equals(bytes)) return { batch, place };
  }
  return undefined;
}

type PartBatch = BatchRow & { readonly part: number };

interface Found {
  readonly batch: AccessColumns;
  readonly place: number;
  readonly id: Buffer;
}

/** Newest first. Batches whose summary shows that nothing in them fits are passed over. */
export async function searchCalls(
  query: Query,
  filter: EventFilter,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<readonly SecurityEvent[]> {
  if (excludesAccess(filter)) return [];
  const range = idRangeOf(filter, before);
  let found: Found[] = [];
  // Batches come by their last id: when it is lower than all that was found, nothing newer follows.
  const isOver = (row: BatchRow): boolean =>
    found.length === limit && Buffer.compare(row.last_id, found[limit - 1]!.id) < 0;
  for await (const batch of candidates(query, filter, { range, isOver })) {
    const places = matchesIn(batch, filter, { ...range, limit });
    const more = places.map((place) => ({ batch, place, id: batch.idOf(place) }));
    if (more.length) found = [...found, ...more].sort((a, b) => Buffer.compare(b.id, a.id)).slice(0, limit);
  }
  return found.map(({ batch, place }) => batch.event(place));
}

/** Most batches that are read in one question: each takes a way there and back. */
const mostAhead = 16;

/** Batches in which something may fit, newest first; the first alone, then more and more at once. */
async function* candidates(
  query: Query,
  filter: EventFilter,
  { range, isOver }: { readonly range: IdRange; readonly isOver: (row: BatchRow) => boolean },
): AsyncGenerator<AccessColumns> {
  let waiting: BatchRow[] = [];
  let ahead = 1;
  for await (const row of summaries(query, range)) {
    if (isOver(row)) break;
    if (!mayMatch(row, filter) || !mayHaveExchange(row, filter)) continue;
    if (waiting.push(row) < ahead) continue;
    yield* await readBatches(query, waiting);
    waiting = [];
    ahead = Math.min(ahead * 2, mostAhead);
  }
  if (waiting.length > 0) yield* await readBatches(query, waiting);
}

/** In the order of the rows. */
async function readBatches(query: Query, rows: readonly BatchRow[]): Promise<readonly AccessColumns[]> {
  const sql = `SELECT n, record FROM access_batch WHERE n IN (${rows.map(() => '?').join(', ')})`;
  const read = await query<BatchRow>(sql, ...rows.map(({ n }) => n));
  const records = new Map(read.map(({ n, record }) => [n, record]));
  // A part that retention dropped meanwhile has no more to say.
  return rows.flatMap(({ n }) => {
    const record = records.get(n);
    return record ? [new AccessColumns(record)] : [];
  });
}

export async function countCalls(query: Query, filter: EventFilter): Promise<number> {
  if (excludesAccess(filter)) return 0;
  const range = idRangeOf(filter);
  let count = 0;
  for await (const row of summaries(query, range)) {
    if (asksRangeOnly(filter) && isWithin(row, range)) count += row.events;
    else if (mayMatch(row, filter) && mayHaveExchange(row, filter)) {
      count += matchesIn(await readBatch(query, row.n), filter, { ...range, limit: Infinity }).length;
    }
  }
  return count;
}

/** In the order of the log. */
export async function* callLeaves(query: Query, from: number): AsyncGenerator<PartLeaf> {
  const sql = 'SELECT * FROM access_batch WHERE n >= ? ORDER BY n LIMIT ?';
  for (let next = from; ;) {
    const rows = await query<PartBatch>(sql, next, leavesAtOnce);
    for (const row of rows) yield toLeaf(row);
    if (rows.length < leavesAtOnce) return;
    next = rows[rows.length - 1]!.n + 1;
  }
}

function toLeaf(row: PartBatch): PartLeaf {
  const { part, n, record, leaf } = row;
  return { part, n, record, leaf, id: idText(row.first_id), consistent: isBatchConsistent(row) };
}

/** Batches that reach into a range, by their last id, newest first. */
async function* summaries(query: Query, { low, high }: IdRange): AsyncGenerator<BatchRow> {
  const sql = `SELECT ${summaryColumns} FROM access_batch
    WHERE last_id >= ? AND (last_id, n) < (?, ?) AND first_id < ? ORDER BY last_id DESC, n DESC LIMIT ?`;
  let [lastId, n]: [Uint8Array, number] = [Buffer.alloc(17, 0xff), 0];
  for (;;) {
    const rows = await query<BatchRow>(sql, low, lastId, n, high, batchesAtOnce);
    yield* rows;
    if (rows.length < batchesAtOnce) return;
    ({ last_id: lastId, n } = rows[rows.length - 1]!);
  }
}

async function readBatch(query: Query, n: number): Promise<AccessColumns> {
  const [row] = await query<BatchRow>('SELECT record FROM access_batch WHERE n = ?', n);
  return new AccessColumns(row!.record);
}
