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
import type { EventFilter, JournalMarks } from '../store.js';
import { asksRangeOnly, excludesAccess, idRangeOf, matchesIn, mayMatch, type IdRange } from '../access-match.js';
import type { EventFile, FileLeaf, FilePage } from './event-file.js';
import { accessMigrations } from './event-schema.js';
import { LogFile, type AddLeaf } from './log-file.js';
import type { MigrateOptions } from './migrate.js';
import { addToRollUps } from './roll-up-rows.js';

const insertSql = 'INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
const batchesAtOnce = 100;
const leavesAtOnce = 50;

/** Allowed calls, in batches: a search passes over those whose summary shows that nothing in them fits. */
export class AccessFile implements EventFile {
  readonly log: LogFile;

  private constructor(log: LogFile) {
    this.log = log;
  }

  static open(path: string, options: MigrateOptions): AccessFile | undefined {
    const log = LogFile.open(path, accessMigrations, options);
    return log && new AccessFile(log);
  }

  add(events: readonly SecurityEvent[], marks: JournalMarks): number | undefined {
    const sorted = sortedOnce(events);
    return this.log.append(marks, (add) => {
      for (let at = 0; at < sorted.length; at += mostCalls) {
        this.#addBatch(makeAccessBatch(sorted.slice(at, at + mostCalls)), add);
      }
      addToRollUps(this.log.sql, sorted);
      return sorted.length;
    });
  }

  #addBatch(batch: AccessBatch, add: AddLeaf): void {
    const { n, leaf } = add(batch.record);
    this.log.sql.run(insertSql, n, ...summaryOf(batch), leaf, batch.names);
    this.log.sql.run('INSERT INTO record VALUES (?, ?)', n, batch.record);
  }

  has(id: string): boolean {
    return this.#find(id) !== undefined;
  }

  get(id: string): SecurityEvent | undefined {
    const found = this.#find(id);
    return found?.batch.event(found.place);
  }

  #find(id: string): { readonly batch: AccessColumns; readonly place: number } | undefined {
    const bytes = idBytes(id);
    const high = Buffer.concat([bytes, Buffer.alloc(1)]);
    for (const row of this.#summaries({ low: bytes, high })) {
      const batch = this.#batch(row.n);
      const place = batch.before(bytes);
      if (place < batch.count && batch.idOf(place).equals(bytes)) return { batch, place };
    }
    return undefined;
  }

  search(filter: EventFilter, { before, limit }: FilePage): SecurityEvent[] {
    if (excludesAccess(filter)) return [];
    const range = idRangeOf(filter, before);
    let found: Found[] = [];
    for (const row of this.#summaries(range)) {
      // Batches come by their last id: when it is lower than all that was found, nothing newer follows.
      if (found.length === limit && Buffer.compare(row.last_id, found[limit - 1]!.id) < 0) break;
      if (!mayMatch(row, filter) || !mayHaveExchange(row, filter)) continue;
      const batch = this.#batch(row.n);
      const places = matchesIn(batch, filter, { ...range, limit });
      const more = places.map((place) => ({ batch, place, id: batch.idOf(place) }));
      if (more.length) found = [...found, ...more].sort((a, b) => Buffer.compare(b.id, a.id)).slice(0, limit);
    }
    return found.map(({ batch, place }) => batch.event(place));
  }

  count(filter: EventFilter): number {
    if (excludesAccess(filter)) return 0;
    const range = idRangeOf(filter);
    let count = 0;
    for (const row of this.#summaries(range)) {
      if (asksRangeOnly(filter) && isWithin(row, range)) count += row.events;
      else if (mayMatch(row, filter) && mayHaveExchange(row, filter)) {
        count += matchesIn(this.#batch(row.n), filter, { ...range, limit: Infinity }).length;
      }
    }
    return count;
  }

  *leaves(from: number): Generator<FileLeaf> {
    const sql = 'SELECT * FROM batch JOIN record USING (n) WHERE n >= ? ORDER BY n LIMIT ?';
    for (let next = from; ;) {
      const rows = this.log.sql.all<BatchRow>(sql, next, leavesAtOnce);
      for (const row of rows) yield toLeaf(row);
      if (rows.length < leavesAtOnce) return;
      next = rows[rows.length - 1]!.n + 1;
    }
  }

  /** Batches that reach into a range, by their last id, newest first. */
  *#summaries({ low, high }: IdRange): Generator<BatchRow> {
    const sql = `SELECT * FROM batch WHERE last_id >= ? AND (last_id, n) < (?, ?) AND first_id < ?
      ORDER BY last_id DESC, n DESC LIMIT ?`;
    let [lastId, n]: [Uint8Array, number] = [Buffer.alloc(17, 0xff), 0];
    for (;;) {
      const rows = this.log.sql.all<BatchRow>(sql, low, lastId, n, high, batchesAtOnce);
      yield* rows;
      if (rows.length < batchesAtOnce) return;
      ({ last_id: lastId, n } = rows[rows.length - 1]!);
    }
  }

  #batch(n: number): AccessColumns {
    return new AccessColumns(this.log.sql.get<BatchRow>('SELECT record FROM record WHERE n = ?', n)!.record);
  }
}

interface Found {
  readonly batch: AccessColumns;
  readonly place: number;
  readonly id: Buffer;
}

function toLeaf(row: BatchRow): FileLeaf {
  const { n, record, leaf } = row;
  return { n, record, leaf, id: idText(row.first_id), consistent: isBatchConsistent(row) };
}
