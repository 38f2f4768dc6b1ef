import type { Migration } from './migrate.js';

/** People of the console, and what lists of the console are read by. */
export const consoleMigration: Migration = {
  name: 'users, sessions and tokens of the console; indexes of its lists',
  sql: `
CREATE TABLE console_user (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, via TEXT NOT NULL, password TEXT, must_change INTEGER NOT NULL,
  disabled INTEGER NOT NULL, created INTEGER NOT NULL, last_login INTEGER
) WITHOUT ROWID;
CREATE TABLE console_session (
  digest TEXT PRIMARY KEY, user_name TEXT NOT NULL REFERENCES console_user (name), created INTEGER NOT NULL,
  last_seen INTEGER NOT NULL, expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX console_session_user ON console_session (user_name);
CREATE TABLE console_token (
  id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, created_by TEXT NOT NULL,
  created INTEGER NOT NULL, expires INTEGER NOT NULL, last_used INTEGER, revoked INTEGER
) WITHOUT ROWID;
ALTER TABLE run ADD COLUMN subject TEXT;
ALTER TABLE run ADD COLUMN summary TEXT;
CREATE INDEX run_subject ON run (subject, started) WHERE subject IS NOT NULL;
CREATE INDEX finding_worst ON finding (severity, last_seen DESC, fingerprint);
CREATE INDEX finding_newest ON finding (last_seen DESC, fingerprint);
CREATE INDEX finding_facts ON finding (api, operation, rule, severity, status, source, expires_at, last_seen, fingerprint);`,
};
