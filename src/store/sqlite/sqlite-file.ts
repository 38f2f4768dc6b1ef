import path from 'node:path';
import { openDatabase, type Database } from '../driver.js';
import { ensurePrivateFile, refuseShared } from '../files.js';
import { translateError } from './errors.js';

export type Value = string | number | bigint | Uint8Array | null;
type Statement = ReturnType<Database['prepare']>;

export interface SqliteOptions {
  readonly readOnly: boolean;
  /** `FULL`: a commit survives a power cut. `NORMAL`: it survives a crash of this process. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** How long a statement waits for another connection's lock. Default 5,000. */
  readonly busyMillis?: number;
}

/** One database file: prepared statements are kept, errors are translated, transactions are immediate. */
export class SqliteFile {
  readonly path: string;
  readonly #database: Database;
  readonly #readOnly: boolean;
  #closed = false;
  readonly #statements = new Map<string, Statement>();

  constructor(file: string, options: SqliteOptions) {
    this.path = path.resolve(file);
    this.#readOnly = options.readOnly;
    if (options.readOnly) refuseShared(file);
    else ensurePrivateFile(file);
    this.#database = this.#translated(() => openDatabase(file, { readOnly: options.readOnly }));
    try {
      this.exec(`PRAGMA busy_timeout = ${options.busyMillis ?? 5000}; PRAGMA foreign_keys = ON`);
      if (!options.readOnly) this.#configure(options.synchronous);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  #configure(synchronous: SqliteOptions['synchronous']): void {
    this.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA journal_size_limit = 67108864`);
  }

  exec(sql: string): void {
    this.#translated(() => this.#database.exec(sql));
  }

  /** Runs one statement and returns the number of rows it changed. */
  run(sql: string, ...values: readonly Value[]): number {
    return this.#translated(() => Number(this.#prepared(sql).run(...values).changes));
  }

  get<Row>(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#translated(() => this.#prepared(sql).get(...values) as Row | undefined);
  }

  all<Row>(sql: string, ...values: readonly Value[]): Row[] {
    return this.#translated(() => this.#prepared(sql).all(...values) as Row[]);
  }

  /** Runs `work` in one transaction; whatever it throws rolls everything back. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** Leaves nothing of earlier versions of a page in the write-ahead log; waits for readers of this moment. */
  truncateLog(): void {
    this.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    if (!this.#readOnly) this.#emptyLog();
    this.#database.close();
  }

  /**
   * Moves everything into the main file. Closing would do it, but the package for Node 20 keeps the connection
   * until its statements are collected as garbage. A reader elsewhere makes it wait; then the log just stays.
   */
  #emptyLog(): void {
    try {
      this.#database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Nothing is lost: the log is read at the next opening.
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // On a full disk or an I/O error SQLite has rolled back by itself.
    }
  }

  #prepared(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }

  #translated<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw translateError(this.path, error);
    }
  }
}
