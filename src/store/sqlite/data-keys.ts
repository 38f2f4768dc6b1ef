import { sealedColumns, type DataKeyRecord, type DataKeyStore, type KeyScope } from '../../core/data-keys.js';
import type { Audit } from './audit-log.js';
import { columnOf } from './data-keys-cells.js';
import { present } from './rows.js';
import type { SqliteFile } from './sqlite-file.js';

interface DataKeyRow {
  readonly id: string;
  readonly tenant: string;
  readonly subject_mac: string | null;
  readonly purpose: DataKeyRecord['purpose'];
  readonly kek_id: string;
  readonly wrapped: string | null;
  readonly uses: number;
  readonly created: number;
  readonly retired: number | null;
  readonly destroyed: number | null;
}

const isCurrent = 'retired IS NULL AND destroyed IS NULL';

/** Wrapped data keys in `control.db`. */
export function makeDataKeyStore(file: SqliteFile, now: () => number, audit: Audit): DataKeyStore {
  file.exec('PRAGMA secure_delete = ON'); // what is freed in a page is overwritten, whichever statement frees it
  const get = (id: string) => file.get<DataKeyRow>('SELECT * FROM data_key WHERE id = ?', id);
  const read = (row: DataKeyRow | undefined) => row && readRow(row);
  return {
    async add(record) {
      return insert(file, record);
    },
    async get(id) {
      return read(get(id));
    },
    async current(scope) {
      return read(findCurrent(file, scope));
    },
    async list() {
      return file.all<DataKeyRow>('SELECT * FROM data_key ORDER BY created, id').map(readRow);
    },
    async reserve(id, { count, most }) {
      const sql = `UPDATE data_key SET uses = uses + ? WHERE id = ? AND uses + ? <= ? AND ${isCurrent}`;
      return file.run(sql, BigInt(count), id, BigInt(count), BigInt(most)) === 1;
    },
    async rewrap(id, { from, to, kekId }) {
      return (
        file.run('UPDATE data_key SET wrapped = ?, kek_id = ? WHERE id = ? AND wrapped = ?', to, kekId, id, from) === 1
      );
    },
    async retire(id) {
      file.run(`UPDATE data_key SET retired = ? WHERE id = ? AND ${isCurrent}`, Math.trunc(now()), id);
    },
    async destroy(id, { unlessUsed }) {
      return destroy(file, id, { unlessUsed, now: Math.trunc(now()), audit });
    },
  };
}

function findCurrent(file: SqliteFile, { tenant, purpose, subjectMac = '' }: KeyScope): DataKeyRow | undefined {
  const sql = `SELECT * FROM data_key
    WHERE tenant = ? AND purpose = ? AND coalesce(subject_mac, '') = ? AND ${isCurrent}`;
  return file.get<DataKeyRow>(sql, tenant, purpose, subjectMac);
}

function insert(file: SqliteFile, record: DataKeyRecord): boolean {
  const { id, tenant, subjectMac, purpose, kekId, wrapped, uses, createdAt, retiredAt } = record;
  const sql = `INSERT INTO data_key (id, tenant, subject_mac, purpose, kek_id, wrapped, uses, created, retired)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  const row = [id, tenant, subjectMac ?? null, purpose, kekId, wrapped ?? null, uses, createdAt, retiredAt ?? null];
  return file.run(sql, ...row) === 1;
}

function destroy(
  file: SqliteFile,
  id: string,
  { unlessUsed, now, audit }: { readonly unlessUsed: boolean; readonly now: number; readonly audit: Audit },
): boolean {
  const done = file.transaction(() => {
    if (unlessUsed && isUsed(file, id)) return false;
    const sql = 'UPDATE data_key SET wrapped = NULL, destroyed = ? WHERE id = ? AND destroyed IS NULL';
    if (file.run(sql, now, id) === 0) return false;
    audit({ kind: 'data_key_destroyed', subject: id, detail: { because: unlessUsed ? 'rotated' : 'erased' } });
    return true;
  });
  file.truncateLog(); // it had the page as it was before
  return done;
}

function isUsed(file: SqliteFile, id: string): boolean {
  return sealedColumns.some((name) => {
    const { table, column } = columnOf(name);
    return file.get(`SELECT 1 FROM ${table} WHERE instr(${column}, ?) > 0 LIMIT 1`, `v1.${id}.`) !== undefined;
  });
}

function readRow(row: DataKeyRow): DataKeyRecord {
  return Object.freeze({
    id: row.id,
    tenant: row.tenant,
    purpose: row.purpose,
    kekId: row.kek_id,
    uses: row.uses,
    createdAt: row.created,
    ...present({
      subjectMac: row.subject_mac,
      wrapped: row.wrapped,
      retiredAt: row.retired,
      destroyedAt: row.destroyed,
    }),
  });
}
