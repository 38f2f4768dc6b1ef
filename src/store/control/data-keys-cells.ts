import { sealedColumns, type CellStore, type SealedColumn, type SealedRow } from '../../core/data-keys.js';
import { all, get, run, type Sql } from './work.js';

interface Column {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  readonly lastRun?: string;
}

const columns: Readonly<Record<SealedColumn, Column>> = {
  'api_key.subject': { table: 'api_key', key: 'id', column: 'subject' },
  'api_key.claims': { table: 'api_key', key: 'id', column: 'claims' },
  'run.document': { table: 'run', key: 'id', column: 'document' },
  'finding.document': { table: 'finding', key: 'fingerprint', column: 'document', lastRun: 'last_run' },
  'vault_secret.value': { table: 'vault_secret', key: 'name', column: 'value' },
  'person_name.sealed': { table: 'person_name', key: 'token', column: 'sealed' },
  'incident.document': { table: 'incident', key: 'id', column: 'document' },
  'incident_entry.document': { table: 'incident_entry', key: 'id', column: 'document' },
};

/** Where sealed cells of a name are. */
export const columnOf = (name: SealedColumn): Column => columns[name];

/** The sealed cells of the control tables. */
export function makeCellStore(sql: Sql): CellStore {
  return {
    page(name, { after, limit }) {
      const { table, key, column, lastRun = 'NULL' } = columnOf(name);
      const text = `SELECT ${key} AS key, ${column} AS value, ${lastRun} AS "lastRun" FROM ${table}
        WHERE ${key} > ? AND ${column} IS NOT NULL ORDER BY ${key} LIMIT ?`;
      return sql.read(() => all<SealedRow>(text, after, BigInt(limit)));
    },
    async replace(name, rowKey, { from, to }) {
      const { table, key, column } = columnOf(name);
      const text = `UPDATE ${table} SET ${column} = ? WHERE ${key} = ? AND ${column} = ?`;
      return (await sql.transaction(() => run(text, to, rowKey, from))) === 1;
    },
    async allSealed() {
      return (await sql.read(() => get<{ n: number }>('SELECT all_sealed AS n FROM vault_state')))!.n === 1;
    },
    async markAllSealed() {
      await sql.transaction(() => run('UPDATE vault_state SET all_sealed = 1'));
      await sql.scrub([...new Set(sealedColumns.map((name) => columnOf(name).table))]);
    },
  };
}
