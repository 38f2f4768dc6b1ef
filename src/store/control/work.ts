/** What a column holds; times are whole milliseconds since the epoch. */
export type Value = string | number | bigint | Uint8Array | null;

/** One statement; every `?` of it stands for a value. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly Value[];
  /** Whether its rows are wanted, or the number of those that it changed. */
  readonly wants: 'rows' | 'changes';
}

export interface Answer {
  readonly rows: readonly unknown[];
  readonly changes: number;
}

/**
 * A piece of work on the control tables: it yields statements and is given their answers. SQLite runs it at once, without
 * a gap in which another transaction of this process could wait for it; PostgreSQL runs it over its connection.
 */
export type Work<T> = Generator<Statement, T, Answer>;

/** Runs one statement and returns the number of rows that it changed. */
export function* run(sql: string, ...values: readonly Value[]): Work<number> {
  return (yield { sql, values, wants: 'changes' }).changes;
}

export function* all<Row>(sql: string, ...values: readonly Value[]): Work<readonly Row[]> {
  return (yield { sql, values, wants: 'rows' }).rows as readonly Row[];
}

export function* get<Row>(sql: string, ...values: readonly Value[]): Work<Row | undefined> {
  return (yield* all<Row>(sql, ...values))[0];
}

/** An engine that runs work on the control tables. */
export interface Sql {
  /** Outside of a transaction: for one statement, or several that need not agree. */
  read<T>(work: () => Work<T>): Promise<T>;
  /** One after the other over all processes; whatever it throws rolls everything back. Resolved: survives a power cut. */
  transaction<T>(work: () => Work<T>): Promise<T>;
  /** Leaves nothing of earlier versions of rows in the files of these tables. */
  scrub(tables: readonly string[]): Promise<void>;
}
