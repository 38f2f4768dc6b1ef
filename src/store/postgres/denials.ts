import type { SecurityEvent } from '../../core/events.js';
import { Conditions } from '../control/rows.js';
import { isEventConsistent, searchedValues, type EventRow } from '../event-columns.js';
import { idBytes, idText, lowestId } from '../event-id.js';
import { eventOf, eventRecord } from '../event-record.js';
import type { EventFilter } from '../store.js';
import type { Query } from './database.js';
import type { Appending } from './event-log.js';
import type { PartLeaf } from './event-parts.js';

const leavesAtOnce = 500;

type PartEvent = EventRow & { readonly part: number };

/** Leaves out those that the log has already, and repeats. */
export async function unknownDenials(query: Query, events: readonly SecurityEvent[]): Promise<SecurityEvent[]> {
  const ids = events.map(({ id }) => idBytes(id));
  const rows = ids.length
    ? await query<{ id: Uint8Array }>('SELECT id FROM denial_event WHERE id = ANY (?::bytea[])', ids)
    : [];
  const known = new Set(rows.map(({ id }) => idText(id)));
  return events.filter(({ id }) => !known.has(id) && known.add(id));
}

/** An event with its record and its place in the log. */
export interface PlacedEvent {
  readonly n: number;
  readonly leaf: Uint8Array;
  readonly record: Uint8Array;
  readonly event: SecurityEvent;
}

/** Adds events that are no allowed calls; returns how many. */
export async function addDenials(
  appending: Appending,
  events: readonly SecurityEvent[],
  node: string,
): Promise<number> {
  const placed = events.map((event) => {
    const record = eventRecord(event);
    return { ...appending.addLeaf(record), record, event };
  });
  await insertDenials(appending, placed, node);
  return placed.length;
}

/** One row each. The record is the event; other columns are there to be searched. */
export async function insertDenials(
  { query, part }: Pick<Appending, 'query' | 'part'>,
  placed: readonly PlacedEvent[],
  node: string,
): Promise<void> {
  if (placed.length === 0) return;
  const rows = placed.map(({ n, leaf, record, event }) => [
    n,
    idBytes(event.id),
    ...searchedValues(event),
    leaf,
    record,
  ]);
  const column = (at: number) => rows.map((row) => row[at]!);
  await query(insertSql, part, node, ...rows[0]!.map((_, at) => column(at)));
}

const insertSql = `INSERT INTO denial_event (part, node, n, id, kind, outcome, operation, principal, exchange, api,
  credential, client, status, leaf, record) SELECT ?::bigint, ?, * FROM unnest(?::bigint[], ?::bytea[], ?::text[],
  ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bytea[], ?::bytea[])`;

export async function getDenial(query: Query, id: string): Promise<SecurityEvent | undefined> {
  const [row] = await query<EventRow>('SELECT record FROM denial_event WHERE id = ? LIMIT 1', idBytes(id));
  return row && eventOf(row.record);
}

/** Newest first. */
export async function searchDenials(
  query: Query,
  filter: EventFilter,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<readonly SecurityEvent[]> {
  const conditions = conditionsOf(filter, before);
  const sql = `SELECT record FROM denial_event ${conditions.where} ORDER BY id DESC LIMIT ?`;
  return (await query<EventRow>(sql, ...conditions.values, limit)).map(({ record }) => eventOf(record));
}

export async function countDenials(query: Query, filter: EventFilter): Promise<number> {
  const conditions = conditionsOf(filter, undefined);
  const [row] = await query<{ n: number }>(
    `SELECT count(*) AS n FROM denial_event ${conditions.where}`,
    ...conditions.values,
  );
  return row!.n;
}

/** In the order of the log. */
export async function* denialLeaves(query: Query, from: number): AsyncGenerator<PartLeaf> {
  const sql = 'SELECT * FROM denial_event WHERE n >= ? ORDER BY n LIMIT ?';
  for (let next = from; ;) {
    const rows = await query<PartEvent>(sql, next, leavesAtOnce);
    for (const row of rows) yield toLeaf(row);
    if (rows.length < leavesAtOnce) return;
    next = rows[rows.length - 1]!.n + 1;
  }
}

function toLeaf(row: PartEvent): PartLeaf {
  const { part, n, record, leaf } = row;
  return { part, n, record, leaf, id: idText(row.id), consistent: isEventConsistent(row) };
}

function conditionsOf(filter: EventFilter, before: string | undefined): Conditions {
  const { since, until, statusClass } = filter;
  return new Conditions()
    .add('id >= ?', since === undefined ? undefined : lowestId(since))
    .add('id < ?', until === undefined ? undefined : lowestId(until))
    .add('id < ?', before === undefined ? undefined : idBytes(before))
    .add('kind = ?', filter.kind)
    .add('outcome = ?', filter.outcome)
    .add('principal = ?', filter.principal)
    .add('operation = ?', filter.operation)
    .add('exchange = ?', filter.exchangeId)
    .add('api = ?', filter.api)
    .add('credential = ?', filter.credential)
    .add('client = ?', filter.client)
    .add('status = ?', filter.status)
    .add('status >= ?', statusClass === undefined ? undefined : statusClass * 100)
    .add('status < ?', statusClass === undefined ? undefined : statusClass * 100 + 100);
}
