import { PortcullisError } from '../../core/errors.js';
import type { KeyRecord, KeyStore } from '../store.js';
import type { Audit } from './audit-log.js';
import { present } from './rows.js';
import type { SqliteFile, Value } from './sqlite-file.js';

const touchMillis = 60_000;

interface KeyRow {
  readonly id: string;
  readonly prefix: string;
  readonly digest: Uint8Array;
  readonly pepper_version: number;
  readonly name: string;
  readonly subject: string | null;
  readonly tenant: string | null;
  readonly roles: string;
  readonly scopes: string;
  readonly claims: string | null;
  readonly created: number;
  readonly expires: number | null;
  readonly revoked: number | null;
  readonly replaced_by: string | null;
  readonly last_used: number | null;
}

/** API keys in `control.db`. */
export function makeKeyStore(file: SqliteFile, now: () => number, audit: Audit): KeyStore {
  const find = (id: string) => {
    const row = file.get<KeyRow>('SELECT * FROM api_key WHERE id = ?', id);
    return row && readRow(row);
  };
  return {
    async create(record) {
      file.transaction(() => {
        insert(file, record);
        audit({ kind: 'key_created', subject: record.id, detail: keyFacts(record) });
      });
    },
    async find(id) {
      return find(id);
    },
    async list() {
      return file.all<KeyRow>('SELECT * FROM api_key ORDER BY created DESC, id DESC').map(readRow);
    },
    async revoke(id) {
      return file.transaction(() => {
        file.run('UPDATE api_key SET revoked = ? WHERE id = ? AND revoked IS NULL', Math.trunc(now()), id);
        growRevision(file);
        const record = find(id) ?? refuseUnknown(id);
        audit({ kind: 'key_revoked', subject: id, detail: { name: record.name, revokedAt: record.revokedAt } });
        return record;
      });
    },
    async rotate(id, replacement, { overlapSeconds }) {
      file.transaction(() => {
        const old = find(id) ?? refuseUnknown(id);
        if (old.revokedAt !== undefined || old.replacedBy !== undefined) refuseEnded(old);
        insert(file, replacement);
        const end = Math.min(old.expiresAt ?? Infinity, Math.trunc(now()) + overlapSeconds * 1000);
        file.run('UPDATE api_key SET replaced_by = ?, expires = ? WHERE id = ?', replacement.id, end, id);
        const detail = { replacedBy: replacement.id, overlapSeconds, ...keyFacts(replacement) };
        audit({ kind: 'key_rotated', subject: id, detail });
      });
      return find(replacement.id) ?? refuseUnknown(replacement.id);
    },
    async touch(id, time) {
      // The time is compared first and without a transaction: most calls write nothing.
      const row = file.get<Pick<KeyRow, 'last_used'>>('SELECT last_used FROM api_key WHERE id = ?', id);
      if (!row || time - (row.last_used ?? -Infinity) < touchMillis) return;
      file.run('UPDATE api_key SET last_used = ? WHERE id = ?', Math.trunc(time), id);
    },
    async revision() {
      return file.get<{ n: number }>('SELECT n FROM api_key_revision')!.n;
    },
  };
}

function insert(file: SqliteFile, record: KeyRecord): void {
  const taken = file.get('SELECT 1 FROM api_key WHERE id = ? OR digest = ?', record.id, record.digest);
  if (taken) throw new PortcullisError('USAGE', `There is already a key ${record.id}`);
  const row: readonly Value[] = [
    record.id,
    record.prefix,
    record.digest,
    record.pepperVersion,
    record.name,
    record.subject ?? null,
    record.tenant ?? null,
    JSON.stringify(record.roles),
    JSON.stringify(record.scopes),
    record.claims === undefined ? null : JSON.stringify(record.claims),
    Math.trunc(record.createdAt),
    record.expiresAt ?? null,
    record.revokedAt ?? null,
    record.replacedBy ?? null,
    record.lastUsedAt ?? null,
  ];
  file.run(`INSERT INTO api_key VALUES (${row.map(() => '?').join(', ')})`, ...row);
  growRevision(file);
}

/** What of a key the audit log keeps: whom it stands for is personal, and stays in the key alone. */
function keyFacts({ name, roles, scopes, expiresAt }: KeyRecord): Record<string, unknown> {
  return { name, roles, scopes, ...present({ expiresAt }) };
}

function growRevision(file: SqliteFile): void {
  file.run('UPDATE api_key_revision SET n = n + 1');
}

function readRow(row: KeyRow): KeyRecord {
  return Object.freeze({
    id: row.id,
    prefix: row.prefix,
    digest: row.digest,
    pepperVersion: row.pepper_version,
    name: row.name,
    roles: JSON.parse(row.roles) as string[],
    scopes: JSON.parse(row.scopes) as string[],
    createdAt: row.created,
    ...present({
      subject: row.subject,
      tenant: row.tenant,
      claims: row.claims === null ? null : JSON.parse(row.claims),
      expiresAt: row.expires,
      revokedAt: row.revoked,
      replacedBy: row.replaced_by,
      lastUsedAt: row.last_used,
    }),
  });
}

function refuseUnknown(id: string): never {
  throw new PortcullisError('NOT_FOUND', `There is no key ${id}`, { hint: 'portcullis keys list shows them' });
}

function refuseEnded(key: KeyRecord): never {
  const why = key.replacedBy === undefined ? 'is revoked' : `was replaced by ${key.replacedBy}`;
  throw new PortcullisError('USAGE', `The key ${key.id} ${why}: it cannot be rotated`);
}
