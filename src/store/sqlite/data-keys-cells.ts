import type { CellStore, SealedColumn, SealedRow } from '../../core/data-keys.js';
import type { SqliteFile } from './sqlite-file.js';

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
};

/** Where sealed cells of a name are. */
export const columnOf = (name: SealedColumn): Column => columns[name];

/** The sealed cells of `control.db`. */
export function makeCellStore(file: SqliteFile): CellStore {
  return {
    async page(name, { after, limit }) {
      const { table, key, column, lastRun = 'NULL' } = columnOf(name);
      const sql = `SELECT ${key} AS key, ${column} AS value, ${lastRun} AS lastRun FROM ${table}
        WHERE ${key} > ? AND ${column} IS NOT NULL ORDER BY ${key} LIMIT ?`;
      return file.all<SealedRow>(sql, after, BigInt(limit));
    },
    async replace(name, rowKey, { from, to }) {
      const { table, key, column } = columnOf(name);
      const sql = `UPDATE ${table} SET ${column} = ? WHERE ${key} = ? AND ${column} = ?`;
      return file.run(sql, to, rowKey, from) === 1;
    },
    async allSealed() {
      return file.get<{ n: number }>('SELECT all_sealed AS n FROM vault_state')!.n === 1;
    },
    async markAllSealed() {
      file.run('UPDATE vault_state SET all_sealed = 1');
      file.exec('VACUUM'); // free pages may hold what was plain before
      file.truncateLog();
    },
  };
}
