import { PortcullisError } from '../../core/errors.js';
import { controlTables, type ControlTable } from '../control/tables.js';
import type { Value } from '../control/work.js';
import type { ControlRow, ControlRows } from '../sqlite/control-rows.js';
import { schema, type Query } from './database.js';

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Rows of each control table. */
export type Counts = Readonly<Record<string, number>>;

/** Takes over every control table, in the caller's transaction. Throws `STORE_CORRUPT` when a row did not arrive. */
export async function importControl(query: Query, rows: ControlRows): Promise<Counts> {
  const counts: Record<string, number> = {};
  for (const table of controlTables) {
    // Tables of one row begin with theirs.
    if (table.key.length === 0) await query(`DELETE FROM ${table.name}`);
    await importTable(query, table, rows.pages(table));
    counts[table.name] = await verifyCount(query, table, rows.count(table));
  }
  await query(`SELECT setval(pg_get_serial_sequence('finding_change', 'n'), coalesce(max(n), 0) + 1, false)
    FROM finding_change`);
  return counts;
}

async function importTable(query: Query, table: ControlTable, pages: Iterable<readonly ControlRow[]>): Promise<void> {
  const columns = await columnsOf(query, table.name);
  const [names, types] = [columns.map(({ name }) => name), columns.map(({ type }) => `?::${type}[]`)];
  const sql = `INSERT INTO ${table.name} (${names.join(', ')}) SELECT * FROM unnest(${types.join(', ')})`;
  const later: ControlRow[] = [];
  for (const page of pages) {
    refuseOtherColumns(table, names, page);
    const now = (row: ControlRow, name: string): Value => (name === table.later ? null : row[name]!);
    await query(sql, ...names.map((name) => page.map((row) => now(row, name))));
    if (table.later) later.push(...page.filter((row) => row[table.later!] !== null));
  }
  for (const row of later) {
    const [key] = table.key;
    await query(`UPDATE ${table.name} SET ${table.later} = ? WHERE ${key} = ?`, row[table.later!]!, row[key!]!);
  }
}

async function columnsOf(query: Query, table: string): Promise<readonly Column[]> {
  const sql = `SELECT column_name::text AS name, data_type::text AS type FROM information_schema.columns
    WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`;
  return query<Column>(sql, schema, table);
}

/** A column that only one engine has would be lost. */
function refuseOtherColumns({ name }: ControlTable, names: readonly string[], [row]: readonly ControlRow[]): void {
  const [here, there] = [[...names].sort().join(), Object.keys(row!).sort().join()];
  if (here === there) return;
  throw new PortcullisError('INTERNAL', `The table ${name} has other columns in the other engine`, {
    detail: `${there} / ${here}`,
  });
}

async function verifyCount(query: Query, { name }: ControlTable, wanted: number): Promise<number> {
  const [row] = await query<{ n: number }>(`SELECT count(*) AS n FROM ${name}`);
  if (row!.n === wanted) return wanted;
  throw new PortcullisError('STORE_CORRUPT', `${name}: ${row!.n} of ${wanted} rows arrived; nothing was changed`);
}
