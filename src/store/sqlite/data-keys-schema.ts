import type { Migration } from './migrate.js';

/** Wrapped data keys and sealed secrets of the vault. */
export const vaultMigration: Migration = {
  name: 'vault',
  sql: `
CREATE TABLE data_key (
  id TEXT PRIMARY KEY, tenant TEXT NOT NULL, subject_mac TEXT, purpose TEXT NOT NULL, kek_id TEXT NOT NULL, wrapped TEXT,
  uses INTEGER NOT NULL, created INTEGER NOT NULL, retired INTEGER, destroyed INTEGER
);
CREATE UNIQUE INDEX data_key_current ON data_key (tenant, purpose, coalesce(subject_mac, ''))
  WHERE retired IS NULL AND destroyed IS NULL;
CREATE INDEX data_key_subject ON data_key (subject_mac) WHERE subject_mac IS NOT NULL;
CREATE TABLE vault_secret (
  name TEXT PRIMARY KEY, value TEXT NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE vault_state (all_sealed INTEGER NOT NULL);
INSERT INTO vault_state VALUES (0);`,
};
