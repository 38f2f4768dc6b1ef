import { PortcullisError } from '../../core/errors.js';
import type { KeyRecord, KeyStore } from '../store.js';
import type { Audit } from './audit-log.js';
import { present } from './rows.js';
import { all, get, run, type Sql, type Value, type Work } from './work.js';

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

/** API keys among the control tables. */
export function makeKeyStore(sql: Sql, now: () => number, audit: Audit): KeyStore {
  return {
    create: (record) =>
      sql.transaction(function* () {
        yield* insert(record);
        yield* audit({ kind: 'key_created', subject: record.id, detail: keyFacts(record) });
      }),
    find: (id) => sql.read(() => find(id)),
    async list() {
      return (await sql.read(() => all<KeyRow>('SELECT * FROM api_key ORDER BY created DESC, id DESC'))).map(readRow);
    },
    revoke: (id) =>
      sql.transaction(function* () {
        yield* run('UPDATE api_key SET revoked = ? WHERE id = ? AND revoked IS NULL', Math.trunc(now()), id);
        yield* growRevision();
        const record = (yield* find(id)) ?? refuseUnknown(id);
        yield* audit({ kind: 'key_revoked', subject: id, detail: { name: record.name, revokedAt: record.revokedAt } });
        return record;
      }),
    rotate: (id, replacement, { overlapSeconds }) =>
      sql.transaction(function* () {
        const old = (yield* find(id)) ?? refuseUnknown(id);
        if (old.revokedAt !== undefined || old.replacedBy !== undefined) refuseEnded(old);
        yield* insert(replacement);
        const end = Math.min(old.expiresAt ?? Infinity, Math.trunc(now() + overlapSeconds * 1000));
        yield* run('UPDATE api_key SET replaced_by = ?, expires = ? WHERE id = ?', replacement.id, end, id);
        const detail = { replacedBy: replacement.id, overlapSeconds, ...keyFacts(replacement) };
        yield* audit({ kind: 'key_rotated', subject: id, detail });
        return (yield* find(replacement.id)) ?? refuseUnknown(replacement.id);
      }),
    async touch(id, time) {
      const at = Math.trunc(time);
      // The time is compared first and without a transaction: most calls write nothing.
      const text = 'SELECT last_used FROM api_key WHERE id = ?';
      const row = await sql.read(() => get<Pick<KeyRow, 'last_used'>>(text, id));
      if (!row || at - (row.last_used ?? -Infinity) < touchMillis) return;
      await sql.transaction(() => run('UPDATE api_key SET last_used = ? WHERE id = ?', at, id));
    },
    async revision() {
      return (await sql.read(() => get<{ n: number }>('SELECT n FROM api_key_revision')))!.n;
    },
  };
}

function* find(id: string): Work<KeyRecord | undefined> {
  const row = yield* get<KeyRow>('SELECT * FROM api_key WHERE id = ?', id);
  return row && readRow(row);
}

function* insert(record: KeyRecord): Work<void> {
  const text = 'SELECT 1 AS found FROM api_key WHERE id = ? OR digest = ?';
  const taken = yield* get(text, record.id, record.digest);
  if (taken) throw new PortcullisError('USAGE', `There is already a key ${record.id}`);
  const row = rowOf(record);
  yield* run(`INSERT INTO api_key VALUES (${row.map(() => '?').join(', ')})`, ...row);
  yield* growRevision();
}

function rowOf(record: KeyRecord): readonly Value[] {
  return [
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
    wholeMillis(record.expiresAt),
    wholeMillis(record.revokedAt),
    record.replacedBy ?? null,
    wholeMillis(record.lastUsedAt),
  ];
}

function wholeMillis(time: number | undefined): number | null {
  return time === undefined ? null : Math.trunc(time);
}

/** What of a key the audit log keeps: whom it stands for is personal, and stays in the key alone. */
function keyFacts({ name, roles, scopes, expiresAt }: KeyRecord): Record<string, unknown> {
  return { name, roles, scopes, ...present({ expiresAt }) };
}

function growRevision(): Work<number> {
  return run('UPDATE api_key_revision SET n = n + 1');
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
