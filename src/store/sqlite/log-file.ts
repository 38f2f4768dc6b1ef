import fs from 'node:fs';
import { PortcullisError } from '../../core/errors.js';
import { leafHash, RightEdge } from '../../core/merkle.js';
import type { JournalMarks } from '../store.js';
import { hasSchema, migrate, type MigrateOptions, type Migration } from './migrate.js';
import { SqliteFile } from './sqlite-file.js';

/** A new file is begun at this size. */
const mostBytes = 2 * 1024 ** 3;

/** How long to wait for another writer: the events are safe in their journal, and the process has more to do. */
const busyMillis = 250;

/** The time a file is for, and where its log stands. `end` is exclusive; milliseconds since the epoch. */
export interface LogState {
  readonly startEdge: Uint8Array;
  readonly edge: Uint8Array;
  readonly period: { readonly start: number; readonly end: number };
  readonly isSealed: boolean;
}

/** Where a new file goes on: the edge of the file before it, and the journals that are being carried over. */
export interface LogStart {
  readonly edge: Uint8Array;
  readonly marks: JournalMarks;
  readonly period: LogState['period'];
}

/** Takes a record into the log and returns its number and leaf hash. */
export type AddLeaf = (record: Uint8Array) => { readonly n: number; readonly leaf: Buffer };

/** The part that all event files have in common: a Merkle log, journal marks, a transaction around every append. */
export class LogFile {
  readonly sql: SqliteFile;
  #dirty = false;

  private constructor(sql: SqliteFile) {
    this.sql = sql;
  }

  /** Opens or makes a file; undefined when it is opened for reading while its writer is still making it. */
  static open(path: string, migrations: readonly Migration[], options: MigrateOptions): LogFile | undefined {
    const sql = openFile(path, options);
    try {
      if (options.readOnly && !hasSchema(sql)) return closed(sql);
      migrate(sql, migrations, options);
      const file = new LogFile(sql);
      return options.readOnly && !file.state ? closed(sql) : file;
    } catch (error) {
      sql.close();
      throw error;
    }
  }

  /** Undefined until `begin`. Read anew at each call: another process may append too. */
  get state(): LogState | undefined {
    const row = this.sql.get<LogRow>('SELECT * FROM log');
    return (
      row && {
        startEdge: row.start_edge,
        edge: row.edge,
        period: { start: row.period_start, end: row.period_end },
        isSealed: row.sealed === 1,
      }
    );
  }

  /** Makes this file the next one of its log, once. */
  begin({ edge, marks, period }: LogStart): void {
    this.sql.transaction(() => {
      const values = [edge, edge, period.start, period.end];
      const isNew = this.sql.run('INSERT INTO log VALUES (1, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING', ...values) === 1;
      if (isNew) this.#setMarks(marks);
    });
  }

  /** Ends this file: nothing is appended any more. What is in it then survives a power cut. */
  seal(): LogStart & { readonly edge: Uint8Array } {
    this.sql.transaction(() => this.sql.run('UPDATE log SET sealed = 1'));
    this.#dirty = true;
    this.sync();
    const { edge, period } = this.state!;
    return { edge, period, marks: this.marks() };
  }

  /**
   * One transaction: `work` adds leaves, and the edge and the marks are kept with them. Returns what `work` returns, or
   * undefined when the file is sealed.
   */
  append<T>(marks: JournalMarks, work: (add: AddLeaf) => T): T | undefined {
    return this.sql.transaction(() => {
      const state = this.state;
      if (!state || state.isSealed) return undefined;
      const edge = RightEdge.from(state.edge);
      const result = work((record) => {
        const leaf = leafHash(record);
        const n = edge.size;
        edge.append(leaf);
        return { n, leaf };
      });
      this.sql.run('UPDATE log SET edge = ?', edge.toBytes());
      this.#setMarks(marks);
      this.#dirty = true;
      return result;
    });
  }

  get isFull(): boolean {
    const { pages } = this.sql.get<{ pages: number }>('SELECT page_count AS pages FROM pragma_page_count')!;
    const { bytes } = this.sql.get<{ bytes: number }>('SELECT page_size AS bytes FROM pragma_page_size')!;
    return pages * bytes >= mostBytes;
  }

  marks(): JournalMarks {
    const rows = this.sql.all<{ journal: string; position: number }>('SELECT journal, position FROM mark');
    return new Map(rows.map(({ journal, position }) => [journal, position]));
  }

  forget(journals: readonly string[]): void {
    this.sql.transaction(() => {
      for (const journal of journals) this.sql.run('DELETE FROM mark WHERE journal = ?', journal);
    });
  }

  #setMarks(marks: JournalMarks): void {
    for (const [journal, position] of marks) {
      this.sql.run(
        'INSERT INTO mark VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
        journal,
        position,
      );
    }
  }

  /** Makes what was inserted survive a power cut: with `synchronous=NORMAL` a commit only reaches the page cache. */
  sync(): void {
    if (!this.#dirty) return;
    // SQLite keeps its locks on the main file and on `-shm`, so closing another handle of `-wal` drops none.
    const handle = fs.openSync(`${this.sql.path}-wal`, 'r+');
    try {
      fs.fdatasyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    this.#dirty = false;
  }

  close(): void {
    this.sql.close();
  }
}

interface LogRow {
  readonly start_edge: Uint8Array;
  readonly edge: Uint8Array;
  readonly period_start: number;
  readonly period_end: number;
  readonly sealed: number;
}

function openFile(path: string, { readOnly }: MigrateOptions): SqliteFile {
  try {
    return new SqliteFile(path, { readOnly, synchronous: 'NORMAL', busyMillis });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined || !unwritable.has(code)) throw cause;
    throw new PortcullisError('FILE_UNWRITABLE', `${path} cannot be written`, {
      hint: 'check free space and the permissions of the data folder',
      cause,
    });
  }
}

const unwritable = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']);

function closed(sql: SqliteFile): undefined {
  sql.close();
}
