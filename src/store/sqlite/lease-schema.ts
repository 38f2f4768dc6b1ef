import type { Migration } from './migrate.js';

/** What one machine alone does: here there is but one, and the tables of both engines are the same. */
export const leaseMigration: Migration = {
  name: 'leases',
  sql: `
CREATE TABLE lease (
  name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires INTEGER NOT NULL, state TEXT
) WITHOUT ROWID;`,
};
