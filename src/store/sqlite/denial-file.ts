import type { SecurityEvent } from '../../core/events.js';
import { idBytes, idText } from '../event-id.js';
import { isEventConsistent, searchedValues, type EventRow } from '../event-columns.js';
import { eventOf, eventRecord } from '../event-record.js';
import type { EventFilter, JournalMarks } from '../store.js';
import { eventConditions } from './event-conditions.js';
import type { EventFile, FileLeaf, FilePage } from './event-file.js';
import { denialMigrations } from './event-schema.js';
import { LogFile, type AddLeaf } from './log-file.js';
import type { MigrateOptions } from './migrate.js';
import { addToRollUps } from './roll-up-rows.js';

const insertSql = `INSERT INTO event VALUES (${Array(13).fill('?').join(', ')})`;
const leavesAtOnce = 500;

/** Events that are no allowed calls, one row each. The record is the event; other columns are there to be searched. */
export class DenialFile implements EventFile {
  readonly log: LogFile;

  private constructor(log: LogFile) {
    this.log = log;
  }

  static open(path: string, options: MigrateOptions): DenialFile | undefined {
    const log = LogFile.open(path, denialMigrations, options);
    return log && new DenialFile(log);
  }

  add(events: readonly SecurityEvent[], marks: JournalMarks): number | undefined {
    return this.log.append(marks, (add) => {
      const added = events.filter((event) => this.#addOne(event, add));
      addToRollUps(this.log.sql, added);
      return added.length;
    });
  }

  #addOne(event: SecurityEvent, add: AddLeaf): boolean {
    if (this.has(event.id)) return false;
    const record = eventRecord(event);
    const { n, leaf } = add(record);
    this.log.sql.run(insertSql, n, idBytes(event.id), ...searchedValues(event), leaf, record);
    return true;
  }

  has(id: string): boolean {
    return this.log.sql.get('SELECT 1 FROM event WHERE id = ?', idBytes(id)) !== undefined;
  }

  get(id: string): SecurityEvent | undefined {
    const row = this.log.sql.get<EventRow>('SELECT record FROM event WHERE id = ?', idBytes(id));
    return row && eventOf(row.record);
  }

  search(filter: EventFilter, { before, limit }: FilePage): SecurityEvent[] {
    const conditions = eventConditions(filter, before);
    const sql = `SELECT record FROM event ${conditions.where} ORDER BY id DESC LIMIT ?`;
    return this.log.sql.all<EventRow>(sql, ...conditions.values, limit).map(({ record }) => eventOf(record));
  }

  count(filter: EventFilter): number {
    const conditions = eventConditions(filter, undefined);
    const sql = `SELECT count(*) AS n FROM event ${conditions.where}`;
    return this.log.sql.get<{ n: number }>(sql, ...conditions.values)!.n;
  }

  *leaves(from: number): Generator<FileLeaf> {
    const sql = 'SELECT * FROM event WHERE n >= ? ORDER BY n LIMIT ?';
    for (let next = from; ;) {
      const rows = this.log.sql.all<EventRow>(sql, next, leavesAtOnce);
      for (const row of rows) yield toLeaf(row);
      if (rows.length < leavesAtOnce) return;
      next = rows[rows.length - 1]!.n + 1;
    }
  }
}

function toLeaf(row: EventRow): FileLeaf {
  const { n, record, leaf } = row;
  return { n, record, leaf, id: idText(row.id), consistent: isEventConsistent(row) };
}
