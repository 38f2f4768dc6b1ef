import {
  sealedColumns,
  type DataKeyFilter,
  type DataKeyRecord,
  type DataKeyStore,
  type KeyScope,
} from '../../core/data-keys.js';
import type { Audit } from './audit-log.js';
import { columnOf } from './data-keys-cells.js';
import { Conditions, present } from './rows.js';
import { all, get, run, type Sql, type Work } from './work.js';

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

/** Wrapped data keys among the control tables. */
export function makeDataKeyStore(sql: Sql, now: () => number, audit: Audit): DataKeyStore {
  return {
    add: async (record) => (await sql.transaction(() => insert(record))) === 1,
    async get(id) {
      const row = await sql.read(() => get<DataKeyRow>('SELECT * FROM data_key WHERE id = ?', id));
      return row && readRow(row);
    },
    async current(scope) {
      const row = await sql.read(() => findCurrent(scope));
      return row && readRow(row);
    },
    async list(filter = {}) {
      return (await sql.read(() => list(filter))).map(readRow);
    },
    async reserve(id, { count, most }) {
      const text = `UPDATE data_key SET uses = uses + ? WHERE id = ? AND uses + ? <= ? AND ${isCurrent}`;
      const values = [BigInt(count), id, BigInt(count), BigInt(most)] as const;
      return (await sql.transaction(() => run(text, ...values))) === 1;
    },
    async rewrap(id, { from, to, kekId }) {
      const text = 'UPDATE data_key SET wrapped = ?, kek_id = ? WHERE id = ? AND wrapped = ?';
      return (await sql.transaction(() => run(text, to, kekId, id, from))) === 1;
    },
    async retire(id) {
      const text = `UPDATE data_key SET retired = ? WHERE id = ? AND ${isCurrent}`;
      await sql.transaction(() => run(text, Math.trunc(now()), id));
    },
    async destroy(id, { unlessUsed }) {
      const done = await sql.transaction(function* () {
        if (unlessUsed && (yield* isUsed(id))) return false;
        const text = 'UPDATE data_key SET wrapped = NULL, destroyed = ? WHERE id = ? AND destroyed IS NULL';
        if ((yield* run(text, Math.trunc(now()), id)) === 0) return false;
        const because = unlessUsed ? 'rotated' : 'erased';
        yield* audit({ kind: 'data_key_destroyed', subject: id, detail: { because } });
        return true;
      });
      await sql.scrub(['data_key']);
      return done;
    },
  };
}

function list({ purpose, subjectMac, isRetired, isWrapped, limit }: DataKeyFilter): Work<readonly DataKeyRow[]> {
  const where = new Conditions().add('purpose = ?', purpose).add('subject_mac = ?', subjectMac);
  if (isRetired) where.addText('retired IS NOT NULL', []);
  if (isWrapped) where.addText('wrapped IS NOT NULL', []);
  const most = limit === undefined ? '' : 'LIMIT ?';
  const values = limit === undefined ? where.values : [...where.values, BigInt(limit)];
  return all<DataKeyRow>(`SELECT * FROM data_key ${where.where} ORDER BY created, id ${most}`, ...values);
}

function findCurrent({ tenant, purpose, subjectMac = '' }: KeyScope): Work<DataKeyRow | undefined> {
  const text = `SELECT * FROM data_key
    WHERE tenant = ? AND purpose = ? AND coalesce(subject_mac, '') = ? AND ${isCurrent}`;
  return get<DataKeyRow>(text, tenant, purpose, subjectMac);
}

function insert(record: DataKeyRecord): Work<number> {
  const { id, tenant, subjectMac, purpose, kekId, wrapped, uses, createdAt, retiredAt } = record;
  const text = `INSERT INTO data_key (id, tenant, subject_mac, purpose, kek_id, wrapped, uses, created, retired)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  const row = [id, tenant, subjectMac ?? null, purpose, kekId, wrapped ?? null, uses, createdAt, retiredAt ?? null];
  return run(text, ...row);
}

function* isUsed(id: string): Work<boolean> {
  const mark = `v1.${id}.`;
  for (const name of sealedColumns) {
    const { table, column } = columnOf(name);
    // The engines have other names for the place of a text in another; `replace` they share.
    const text = `SELECT 1 AS found FROM ${table} WHERE replace(${column}, CAST(? AS TEXT), '') <> ${column} LIMIT 1`;
    if ((yield* get(text, mark)) !== undefined) return true;
  }
  return false;
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
