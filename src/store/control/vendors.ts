import type {
  VendorCertificate,
  VendorReview,
  VendorState,
  VendorStore,
  VendorUseRecord,
  VendorVerdict,
} from '../vendor.js';
import type { Audit } from './audit-log.js';
import { all, get, run, type Sql, type Work } from './work.js';

interface VendorRow {
  readonly name: string;
  readonly registered: number;
  readonly blocked: number | null;
  readonly blocked_by: string | null;
  readonly blocked_reason: string | null;
  readonly checked: number | null;
}

interface ReviewRow {
  readonly id: string;
  readonly vendor: string;
  readonly at: number;
  readonly reviewer: string;
  readonly verdict: VendorVerdict;
  readonly document: string;
}

interface UseRow {
  readonly vendor: string;
  readonly integration: string;
  readonly application: string;
  readonly host: string;
  readonly first_seen: number;
  readonly last_seen: number;
}

interface CertificateRow {
  readonly vendor: string;
  readonly host: string;
  readonly fingerprint: string;
  readonly key_digest: string;
  readonly first_seen: number;
}

/** Third parties among the control tables. */
export function makeVendorStore(sql: Sql, now: () => number, audit: Audit): VendorStore {
  const time = (): number => Math.trunc(now());
  return {
    list: () =>
      sql.read(function* () {
        const states: VendorState[] = [];
        for (const row of yield* all<VendorRow>(`${vendorColumns} ORDER BY name`)) states.push(yield* stateOf(row));
        return states;
      }),
    get: (name) => sql.read(() => stateBy(name)),
    register: (names) =>
      sql.transaction(function* () {
        for (const name of names) yield* register(name, time());
      }),
    block: (name, reason, by) => sql.transaction(() => block(name, { reason, by, at: time() }, audit)),
    unblock: (name, by) => sql.transaction(() => unblock(name, { by, at: time() }, audit)),
    addReview: (name, review) => sql.transaction(() => addReview(name, review, audit)),
    async reviews(name) {
      const text = 'SELECT * FROM vendor_review WHERE vendor = ? ORDER BY at DESC, id DESC';
      return (await sql.read(() => all<ReviewRow>(text, name))).map(readReview);
    },
    async uses(name) {
      const text = `SELECT * FROM vendor_use WHERE CAST(? AS TEXT) IS NULL OR vendor = ?
        ORDER BY vendor, integration, application, host`;
      return (await sql.read(() => all<UseRow>(text, name ?? null, name ?? null))).map(readUse);
    },
    addUses: (uses) =>
      sql.transaction(function* () {
        for (const use of uses) yield* addUse(use);
      }),
    async certificates(name) {
      const text = 'SELECT * FROM vendor_certificate WHERE CAST(? AS TEXT) IS NULL OR vendor = ? ORDER BY vendor, host';
      return (await sql.read(() => all<CertificateRow>(text, name ?? null, name ?? null))).map(readCertificate);
    },
    sawCertificate: (seen) => sql.transaction(() => sawCertificate(seen)),
    keepCheck: (name, document) =>
      sql.transaction(function* () {
        yield* register(name, time());
        yield* run('UPDATE vendor SET checked = ?, check_document = ? WHERE name = ?', time(), document, name);
      }),
    async check(name) {
      const text = 'SELECT check_document FROM vendor WHERE name = ?';
      const row = await sql.read(() => get<{ readonly check_document: string | null }>(text, name));
      return row?.check_document ?? undefined;
    },
  };
}

const vendorColumns = 'SELECT name, registered, blocked, blocked_by, blocked_reason, checked FROM vendor';

function* stateBy(name: string): Work<VendorState | undefined> {
  const row = yield* get<VendorRow>(`${vendorColumns} WHERE name = ?`, name);
  return row && (yield* stateOf(row));
}

function* stateOf(row: VendorRow): Work<VendorState> {
  const text = 'SELECT * FROM vendor_review WHERE vendor = ? ORDER BY at DESC, id DESC LIMIT 1';
  const review = yield* get<ReviewRow>(text, row.name);
  const blocked = { at: row.blocked ?? 0, by: row.blocked_by ?? '', reason: row.blocked_reason ?? '' };
  return {
    name: row.name,
    registeredAt: row.registered,
    ...(row.blocked === null ? {} : { blocked }),
    ...(review ? { lastReview: readReview(review) } : {}),
    ...(row.checked === null ? {} : { checkedAt: row.checked }),
  };
}

function register(name: string, at: number): Work<number> {
  return run('INSERT INTO vendor (name, registered) VALUES (?, ?) ON CONFLICT (name) DO NOTHING', name, at);
}

interface Switch {
  readonly by: string;
  readonly at: number;
  readonly reason?: string;
}

function* block(name: string, { by, at, reason = '' }: Switch, audit: Audit): Work<VendorState> {
  yield* register(name, at);
  const text = 'UPDATE vendor SET blocked = ?, blocked_by = ?, blocked_reason = ? WHERE name = ? AND blocked IS NULL';
  if ((yield* run(text, at, by, reason, name)) > 0) {
    yield* audit({ kind: 'vendor_blocked', subject: name, detail: { reason }, actor: by });
  }
  return (yield* stateBy(name))!;
}

function* unblock(name: string, { by, at }: Switch, audit: Audit): Work<VendorState> {
  yield* register(name, at);
  const text = `UPDATE vendor SET blocked = NULL, blocked_by = NULL, blocked_reason = NULL
    WHERE name = ? AND blocked IS NOT NULL`;
  if ((yield* run(text, name)) > 0) yield* audit({ kind: 'vendor_unblocked', subject: name, actor: by });
  return (yield* stateBy(name))!;
}

function* addReview(name: string, review: VendorReview, audit: Audit): Work<VendorState> {
  const { id, at, by, verdict, answers, note } = review;
  yield* register(name, at);
  const document = JSON.stringify({ answers, ...(note === undefined ? {} : { note }) });
  yield* run('INSERT INTO vendor_review VALUES (?, ?, ?, ?, ?, ?)', id, name, Math.trunc(at), by, verdict, document);
  yield* audit({ kind: 'vendor_reviewed', subject: name, detail: { verdict, review: id }, actor: by });
  return (yield* stateBy(name))!;
}

function addUse(use: Omit<VendorUseRecord, 'firstAt'>): Work<number> {
  const { vendor, integration, application, host, lastAt } = use;
  const text = `INSERT INTO vendor_use VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (vendor, integration, application, host) DO UPDATE SET last_seen = excluded.last_seen`;
  return run(text, vendor, integration, application, host, Math.trunc(lastAt), Math.trunc(lastAt));
}

function* sawCertificate(seen: VendorCertificate): Work<VendorCertificate | undefined> {
  const { vendor, host, fingerprint, key, firstAt } = seen;
  const before = yield* get<CertificateRow>(
    'SELECT * FROM vendor_certificate WHERE vendor = ? AND host = ?',
    vendor,
    host,
  );
  if (before?.fingerprint === fingerprint) return undefined;
  const text = `INSERT INTO vendor_certificate VALUES (?, ?, ?, ?, ?) ON CONFLICT (vendor, host) DO UPDATE
    SET fingerprint = excluded.fingerprint, key_digest = excluded.key_digest, first_seen = excluded.first_seen`;
  yield* run(text, vendor, host, fingerprint, key, Math.trunc(firstAt));
  return before && readCertificate(before);
}

function readReview({ id, at, reviewer, verdict, document }: ReviewRow): VendorReview {
  return { id, at, by: reviewer, verdict, ...(JSON.parse(document) as Pick<VendorReview, 'answers' | 'note'>) };
}

function readUse({ first_seen, last_seen, ...rest }: UseRow): VendorUseRecord {
  return { ...rest, firstAt: first_seen, lastAt: last_seen };
}

function readCertificate({ key_digest, first_seen, ...rest }: CertificateRow): VendorCertificate {
  return { ...rest, key: key_digest, firstAt: first_seen };
}
