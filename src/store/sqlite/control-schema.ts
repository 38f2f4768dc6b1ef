import { auditMigration } from './audit-schema.js';
import { consoleMigration } from './console-schema.js';
import { vaultMigration } from './data-keys-schema.js';
import { detectionMigration } from './detection-schema.js';
import { leaseMigration } from './lease-schema.js';
import { incidentMigration } from './incident-schema.js';
import { learnedOwnerMigration } from './learned-owner-schema.js';
import { learningMigration } from './learning-schema.js';
import type { Migration } from './migrate.js';
import { personNameMigration } from './person-name-schema.js';
import { vendorMigration } from './vendor-schema.js';

/** Schema of `control.db`. Documents (runs, findings) are JSON; columns beside them exist to be searched. */
export const controlMigrations: readonly Migration[] = [
  {
    name: 'keys, runs, findings, policy versions',
    sql: `
CREATE TABLE api_key (
  id TEXT PRIMARY KEY, prefix TEXT NOT NULL, digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  pepper_version INTEGER NOT NULL, name TEXT NOT NULL, subject TEXT, tenant TEXT, roles TEXT NOT NULL,
  scopes TEXT NOT NULL, claims TEXT, created INTEGER NOT NULL, expires INTEGER, revoked INTEGER, replaced_by TEXT REFERENCES api_key (id),
  last_used INTEGER
) WITHOUT ROWID;
CREATE TABLE api_key_revision (n INTEGER NOT NULL);
INSERT INTO api_key_revision VALUES (0);
CREATE TABLE run (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, model_digest TEXT NOT NULL, started INTEGER NOT NULL, document TEXT NOT NULL
);
CREATE INDEX run_started ON run (started, id);
CREATE INDEX run_kind ON run (kind, started, id);
CREATE TABLE finding (
  fingerprint TEXT PRIMARY KEY, source TEXT NOT NULL, rule TEXT NOT NULL, api TEXT NOT NULL, operation TEXT,
  severity INTEGER NOT NULL, status TEXT NOT NULL, first_run TEXT NOT NULL, first_seen INTEGER NOT NULL,
  last_run TEXT NOT NULL, last_seen INTEGER NOT NULL, reason TEXT, set_by TEXT, expires TEXT, expires_at INTEGER,
  document TEXT NOT NULL
);
CREATE INDEX finding_api ON finding (api, source, status);
CREATE TABLE finding_change (
  n INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL REFERENCES finding (fingerprint), at INTEGER NOT NULL,
  from_status TEXT, to_status TEXT NOT NULL, run TEXT, reason TEXT, set_by TEXT, expires TEXT
);
CREATE INDEX finding_change_of ON finding_change (fingerprint, n);
CREATE TABLE policy_version (
  id INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL, source TEXT NOT NULL, author TEXT NOT NULL,
  reason TEXT NOT NULL, created INTEGER NOT NULL
);`,
  },
  auditMigration,
  vaultMigration,
  learnedOwnerMigration,
  detectionMigration,
  consoleMigration,
  personNameMigration,
  leaseMigration,
  vendorMigration,
  learningMigration,
  incidentMigration,
];
