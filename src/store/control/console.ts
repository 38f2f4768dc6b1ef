import { PortcullisError } from '../../core/errors.js';
import type { ConsoleRole, ConsoleSession, ConsoleStore, ConsoleToken, ConsoleUser, UserChange } from '../console.js';
import type { Audit } from './audit-log.js';
import { present } from './rows.js';
import { all, get, run, type Sql, type Work } from './work.js';

const touchMillis = 60_000;

interface UserRow {
  readonly name: string;
  readonly role: ConsoleRole;
  readonly via: ConsoleUser['via'];
  readonly password: string | null;
  readonly must_change: number;
  readonly disabled: number;
  readonly created: number;
  readonly last_login: number | null;
}

interface SessionRow {
  readonly digest: string;
  readonly user_name: string;
  readonly created: number;
  readonly last_seen: number;
  readonly expires: number;
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly role: ConsoleRole;
  readonly created_by: string;
  readonly created: number;
  readonly expires: number;
  readonly last_used: number | null;
  readonly revoked: number | null;
}

/** People, logins and tokens of the console among the control tables. */
export function makeConsoleStore(sql: Sql, now: () => number, audit: Audit): ConsoleStore {
  const time = () => Math.trunc(now());
  return {
    users: async () => (await sql.read(() => all<UserRow>('SELECT * FROM console_user ORDER BY name'))).map(readUser),
    async user(name) {
      const row = await sql.read(() => userRow(name));
      return row && readUser(row);
    },
    passwordOf: async (name) => (await sql.read(() => userRow(name)))?.password ?? undefined,
    addUser: (user, password) => sql.transaction(() => addUser(user, password, audit)),
    changeUser: (name, change) => sql.transaction(() => changeUser(name, change, audit)),
    removeUser: (name) => sql.transaction(() => removeUser(name, audit)),
    addSession: (session) => sql.transaction(() => addSession(session, time(), audit)),
    async session(digest) {
      const row = await sql.read(() => get<SessionRow>('SELECT * FROM console_session WHERE digest = ?', digest));
      return row && readSession(row);
    },
    async touchSession(digest, at) {
      await sql.transaction(() => run('UPDATE console_session SET last_seen = ? WHERE digest = ?', at, digest));
    },
    async endSession(digest) {
      await sql.transaction(() => run('DELETE FROM console_session WHERE digest = ?', digest));
    },
    async tokens() {
      const text = 'SELECT * FROM console_token ORDER BY created DESC, id';
      return (await sql.read(() => all<TokenRow>(text))).map(readToken);
    },
    addToken: (token, digest) => sql.transaction(() => addToken(token, digest, audit)),
    async tokenOf(digest) {
      const row = await sql.read(() => get<TokenRow>('SELECT * FROM console_token WHERE digest = ?', digest));
      return row && readToken(row);
    },
    async touchToken(id, at) {
      const due = 'UPDATE console_token SET last_used = ? WHERE id = ? AND (last_used IS NULL OR last_used < ?)';
      await sql.transaction(() => run(due, Math.trunc(at), id, Math.trunc(at) - touchMillis));
    },
    revokeToken: (id) => sql.transaction(() => revokeToken(id, time(), audit)),
  };
}

function userRow(name: string): Work<UserRow | undefined> {
  return get<UserRow>('SELECT * FROM console_user WHERE name = ?', name);
}

function* addUser(user: ConsoleUser, password: string | undefined, audit: Audit): Work<void> {
  const { name, role, via, mustChangePassword, disabled, createdAt } = user;
  if (yield* userRow(name)) throw new PortcullisError('USAGE', `There is already a user ${name}`);
  yield* run(
    'INSERT INTO console_user (name, role, via, password, must_change, disabled, created) VALUES (?, ?, ?, ?, ?, ?, ?)',
    name,
    role,
    via,
    password ?? null,
    Number(mustChangePassword),
    Number(disabled),
    Math.trunc(createdAt),
  );
  yield* audit({ kind: 'console_user_added', subject: name, detail: { role, via } });
}

function* changeUser(name: string, change: UserChange, audit: Audit): Work<ConsoleUser> {
  const before = (yield* userRow(name)) ?? refuse(name);
  const { role = before.role, disabled = before.disabled === 1, password = before.password } = change;
  const mustChange = change.mustChangePassword ?? before.must_change === 1;
  yield* run(
    'UPDATE console_user SET role = ?, disabled = ?, must_change = ?, password = ? WHERE name = ?',
    role,
    Number(disabled),
    Number(mustChange),
    password,
    name,
  );
  if (isAdmin(before)) yield* keepAnAdmin();
  yield* run('DELETE FROM console_session WHERE user_name = ?', name);
  const detail = { ...present({ role: change.role, disabled: change.disabled }) };
  const isPassword = change.password !== undefined ? { password: 'changed' } : {};
  yield* audit({ kind: 'console_user_changed', subject: name, detail: { ...detail, ...isPassword } });
  return readUser((yield* userRow(name))!);
}

function* removeUser(name: string, audit: Audit): Work<void> {
  const before = (yield* userRow(name)) ?? refuse(name);
  yield* run('DELETE FROM console_session WHERE user_name = ?', name);
  yield* run('DELETE FROM console_user WHERE name = ?', name);
  if (isAdmin(before)) yield* keepAnAdmin();
  yield* audit({ kind: 'console_user_removed', subject: name });
}

const isAdmin = ({ role, disabled }: UserRow): boolean => role === 'admin' && disabled === 0;

/** Rolls the change back when nobody could undo it. */
function* keepAnAdmin(): Work<void> {
  const text = `SELECT 1 AS found FROM console_user WHERE role = 'admin' AND disabled = 0 LIMIT 1`;
  if (yield* get(text)) return;
  throw new PortcullisError('USAGE', 'The last admin must stay', { hint: 'make somebody else admin first' });
}

function* addSession(session: ConsoleSession, now: number, audit: Audit): Work<void> {
  const { digest, user, createdAt, lastSeenAt, expiresAt } = session;
  yield* run('DELETE FROM console_session WHERE expires <= ?', now);
  const values = [digest, user, createdAt, lastSeenAt, expiresAt];
  yield* run('INSERT INTO console_session VALUES (?, ?, ?, ?, ?)', ...values);
  yield* run('UPDATE console_user SET last_login = ? WHERE name = ?', createdAt, user);
  yield* audit({ kind: 'console_login', subject: user, actor: user });
}

function* addToken(token: ConsoleToken, digest: string, audit: Audit): Work<void> {
  const { id, name, role, createdBy, createdAt, expiresAt } = token;
  yield* run(
    'INSERT INTO console_token (id, digest, name, role, created_by, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)',
    id,
    digest,
    name,
    role,
    createdBy,
    Math.trunc(createdAt),
    Math.trunc(expiresAt),
  );
  yield* audit({ kind: 'console_token_created', subject: id, detail: { name, role, expiresAt } });
}

function* revokeToken(id: string, now: number, audit: Audit): Work<ConsoleToken> {
  yield* run('UPDATE console_token SET revoked = ? WHERE id = ? AND revoked IS NULL', now, id);
  const row = yield* get<TokenRow>('SELECT * FROM console_token WHERE id = ?', id);
  if (!row) throw new PortcullisError('NOT_FOUND', `There is no token ${id}`);
  yield* audit({ kind: 'console_token_revoked', subject: id, detail: { name: row.name } });
  return readToken(row);
}

function refuse(name: string): never {
  throw new PortcullisError('NOT_FOUND', `There is no user ${name}`);
}

function readUser(row: UserRow): ConsoleUser {
  return Object.freeze({
    name: row.name,
    role: row.role,
    via: row.via,
    mustChangePassword: row.must_change === 1,
    disabled: row.disabled === 1,
    createdAt: row.created,
    ...present({ lastLoginAt: row.last_login }),
  });
}

function readSession({ digest, user_name: user, created, last_seen: seen, expires }: SessionRow): ConsoleSession {
  return Object.freeze({ digest, user, createdAt: created, lastSeenAt: seen, expiresAt: expires });
}

function readToken(row: TokenRow): ConsoleToken {
  return Object.freeze({
    id: row.id,
    name: row.name,
    role: row.role,
    createdBy: row.created_by,
    createdAt: row.created,
    expiresAt: row.expires,
    ...present({ lastUsedAt: row.last_used, revokedAt: row.revoked }),
  });
}
