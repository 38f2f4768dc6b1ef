import { Pool, types, type PoolClient, type QueryConfig, type QueryResultRow } from 'pg';
import type { Answer, Sql, Value, Work } from '../control/work.js';
import { addressOf } from './address.js';
import { isConnectionLost, translateError, unreachableError } from './errors.js';
import { numbered } from './numbered.js';
import { escapeText, unescapeText } from './text-escape.js';

/** Schema that holds every table. */
export const schema = 'portcullis';

/** One transaction at a time changes the control tables, over all nodes: the audit log is appended in it. */
const controlLock = 0x506f7274;

const connectMillis = 2000;
/** After a lost connection one statement at a time tries again, this often; all others fail at once. */
const breakMillis = 1000;
const mostStatementMillis = 60_000;
const bigint = 20;
const textTypes: ReadonlySet<number> = new Set([25, 1043]);

/** A value, or a list of them for `unnest` and `= ANY`. */
export type Parameter = Value | readonly Value[];

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database?sslmode=verify-full`. */
  readonly url: string;
  readonly readOnly: boolean;
  /** Connections at once; default 4. */
  readonly connections?: number | undefined;
  /** How long to wait for the answer of one statement; default 5,000. */
  readonly statementMillis?: number | undefined;
}

/** Runs one statement of a transaction. */
export type Query = <Row>(sql: string, ...values: readonly Parameter[]) => Promise<readonly Row[]>;

export interface TransactionOptions {
  /** For work that takes its time: other than that of the database. */
  readonly statementMillis?: number;
}

/** Connections to one database. Errors are translated, whole numbers come as numbers. */
export class PostgresDatabase implements Sql {
  readonly #pool: Pool;
  readonly #statementMillis: number;
  /** Transactions of this process wait here for each other, not on connections. */
  #lastChange: Promise<unknown> = Promise.resolve();
  /** Until when nobody tries; undefined while the database answers. */
  #brokenUntil: number | undefined;

  constructor({ url, readOnly, connections = 4, statementMillis = 5000 }: DatabaseOptions) {
    this.#statementMillis = statementMillis;
    this.#pool = new Pool({
      connectionString: addressOf(url),
      max: connections,
      connectionTimeoutMillis: connectMillis,
      idleTimeoutMillis: 30_000,
      allowExitOnIdle: true,
      keepAlive: true,
      application_name: 'portcullis',
      types: { getTypeParser },
      onConnect: async (client) => {
        // Told to the statement that it breaks; between two statements nobody else hears it.
        client.on('error', () => undefined);
        await client.query({ text: sessionSql(readOnly), query_timeout: connectMillis } as QueryConfig);
      },
    });
    // A connection that is lost while nobody uses it is no news: the next statement makes another.
    this.#pool.on('error', () => undefined);
  }

  /** Runs one statement in a transaction of its own. */
  async query<Row>(sql: string, ...values: readonly Parameter[]): Promise<readonly Row[]> {
    return this.#withClient(async (client) => (await this.#run<Row>(client, sql, values)).rows);
  }

  read<T>(work: () => Work<T>): Promise<T> {
    return this.#withClient((client) => this.#steps(client, work()));
  }

  transaction<T>(work: () => Work<T>): Promise<T> {
    const lock = `SELECT pg_advisory_xact_lock(${controlLock})`;
    const turn = this.#lastChange.then(() => this.#transact(lock, (client) => this.#steps(client, work())));
    this.#lastChange = turn.catch(() => undefined);
    return turn;
  }

  /** A transaction beside those of the control tables. Resolved: survives a power cut of the server. */
  transact<T>(work: (query: Query) => Promise<T>, { statementMillis }: TransactionOptions = {}): Promise<T> {
    const first = statementMillis === undefined ? '' : `SET LOCAL statement_timeout = ${statementMillis}`;
    return this.#transact(first, (client) =>
      work(async <Row>(sql: string, ...values: readonly Parameter[]) => {
        return (await this.#run<Row>(client, sql, values, statementMillis)).rows;
      }),
    );
  }

  /** `VACUUM FULL` writes a table anew. What the server keeps of its write-ahead log is its owner's to delete. */
  async scrub(tables: readonly string[]): Promise<void> {
    await this.#withClient(async (client) => {
      await client.query('SET statement_timeout = 0');
      for (const table of tables) await client.query(`VACUUM FULL ${schema}.${table}`);
      await client.query(`SET statement_timeout = ${mostStatementMillis}`);
    });
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  async #transact<T>(first: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#withClient(async (client) => {
      await this.#plain(client, `BEGIN; SET LOCAL synchronous_commit = on; ${first}`);
      try {
        const result = await work(client);
        await this.#plain(client, 'COMMIT');
        return result;
      } catch (error) {
        if (!isConnectionLost(error)) await this.#plain(client, 'ROLLBACK');
        throw error;
      }
    });
  }

  async #plain(client: PoolClient, text: string): Promise<void> {
    await client.query({ text, query_timeout: this.#statementMillis } as QueryConfig);
  }

  /** The connection goes back when it can be used again, and is closed when not. */
  async #withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    this.#refuseWhileBroken();
    let client: PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      const result = await work(client);
      client.release();
      this.#brokenUntil = undefined;
      return result;
    } catch (error) {
      const isLost = isConnectionLost(error);
      if (isLost) this.#brokenUntil = performance.now() + breakMillis;
      client?.release(isLost);
      throw translateError(error);
    }
  }

  /** A server that hangs must not hold up every call of a gateway for the time of a connection. */
  #refuseWhileBroken(): void {
    if (this.#brokenUntil === undefined) return;
    const now = performance.now();
    if (now < this.#brokenUntil) throw unreachableError();
    this.#brokenUntil = now + connectMillis + this.#statementMillis;
  }

  async #steps<T>(client: PoolClient, work: Work<T>): Promise<T> {
    let step = work.next();
    while (!step.done) {
      const { sql, values } = step.value;
      step = work.next(await this.#run(client, sql, values));
    }
    return step.value;
  }

  async #run<Row>(
    client: PoolClient,
    sql: string,
    values: readonly Parameter[],
    millis = this.#statementMillis,
  ): Promise<Answer & { readonly rows: readonly Row[] }> {
    const config = { ...numbered(sql), values: values.map(storable), query_timeout: millis };
    const { rows, rowCount } = await client.query<Row & QueryResultRow>(config as QueryConfig);
    return { rows, changes: rowCount ?? 0 };
  }
}

function storable(value: Parameter): unknown {
  if (typeof value === 'string') return escapeText(value);
  return Array.isArray(value) ? value.map(storable) : value;
}

/** Times and counts are below 2^53. */
function getTypeParser(type: number, format?: string): (text: never) => unknown {
  if (type === bigint) return Number;
  if (textTypes.has(type)) return unescapeText;
  return types.getTypeParser(type, format as 'text') as (text: never) => unknown;
}

/**
 * A statement that this process gave up is ended by the server too, and a process that stopped in the middle of a
 * transaction does not keep its locks.
 */
function sessionSql(readOnly: boolean): string {
  const readOnlySql = readOnly ? 'SET default_transaction_read_only = on;' : '';
  return `SET search_path = ${schema}, pg_temp; SET lock_timeout = 5000; SET TimeZone = 'UTC';
    SET statement_timeout = ${mostStatementMillis}; SET idle_in_transaction_session_timeout = 15000; ${readOnlySql}`;
}
