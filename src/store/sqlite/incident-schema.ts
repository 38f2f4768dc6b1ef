import type { Migration } from './migrate.js';

/** Incident records and their timelines. */
export const incidentMigration: Migration = {
  name: 'incidents',
  sql: `
CREATE TABLE incident (
  id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, opened INTEGER NOT NULL, version INTEGER NOT NULL,
  state TEXT NOT NULL, severity TEXT NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE incident_entry (
  id TEXT PRIMARY KEY, incident TEXT NOT NULL REFERENCES incident (id), at INTEGER NOT NULL, kind TEXT NOT NULL,
  author TEXT NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX incident_entry_of ON incident_entry (incident, at, id);`,
};
