import type { Migration } from './migrate.js';

/**
 * The audit log in `control.db`: one row per control change, the right edge of its Merkle tree, and the signed
 * checkpoints of every log.
 */
export const auditMigration: Migration = {
  name: 'audit log, checkpoints',
  sql: `
CREATE TABLE audit_leaf (
  n INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL,
  leaf BLOB NOT NULL CHECK (length(leaf) = 32), record BLOB NOT NULL
);
CREATE INDEX audit_leaf_time ON audit_leaf (time, n);
CREATE TABLE audit_head (one INTEGER PRIMARY KEY CHECK (one = 1), edge BLOB NOT NULL);
CREATE TABLE checkpoint (
  log TEXT NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL, edge BLOB NOT NULL,
  note TEXT NOT NULL, PRIMARY KEY (log, size)
) WITHOUT ROWID;`,
};
