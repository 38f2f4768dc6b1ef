import type { Migration } from './migrate.js';

/** The register of third parties, as far as it is no policy. */
export const vendorMigration: Migration = {
  name: 'third parties',
  sql: `
CREATE TABLE vendor (
  name TEXT PRIMARY KEY, registered INTEGER NOT NULL, blocked INTEGER, blocked_by TEXT, blocked_reason TEXT,
  checked INTEGER, check_document TEXT
) WITHOUT ROWID;
CREATE TABLE vendor_review (
  id TEXT PRIMARY KEY, vendor TEXT NOT NULL REFERENCES vendor (name), at INTEGER NOT NULL, reviewer TEXT NOT NULL,
  verdict TEXT NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX vendor_review_of ON vendor_review (vendor, at);
CREATE TABLE vendor_use (
  vendor TEXT NOT NULL, integration TEXT NOT NULL, application TEXT NOT NULL, host TEXT NOT NULL,
  first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, PRIMARY KEY (vendor, integration, application, host)
) WITHOUT ROWID;
CREATE TABLE vendor_certificate (
  vendor TEXT NOT NULL, host TEXT NOT NULL, fingerprint TEXT NOT NULL, key_digest TEXT NOT NULL,
  first_seen INTEGER NOT NULL, PRIMARY KEY (vendor, host)
) WITHOUT ROWID;`,
};
