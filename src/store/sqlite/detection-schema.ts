import type { Migration } from './migrate.js';

/** What detectors noticed, and who is kept out for it. */
export const detectionMigration: Migration = {
  name: 'detections and blocks of actors',
  sql: `
CREATE TABLE detection (
  id TEXT PRIMARY KEY, rule TEXT NOT NULL, about TEXT NOT NULL, time INTEGER NOT NULL, state TEXT NOT NULL,
  closed_by TEXT, reason TEXT, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX detection_state ON detection (state, id);
CREATE TABLE actor_block (
  id TEXT PRIMARY KEY, detection TEXT NOT NULL REFERENCES detection (id), actor TEXT NOT NULL, effect TEXT NOT NULL,
  created INTEGER NOT NULL, expires INTEGER NOT NULL, undone INTEGER, undone_by TEXT, told INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX actor_block_expires ON actor_block (expires);
CREATE INDEX actor_block_detection ON actor_block (detection);`,
};
