import type { Migration } from './migrate.js';

/** Names of those whose tokens stand in events, each sealed under a key of that person. */
export const personNameMigration: Migration = {
  name: 'names of persons',
  sql: 'CREATE TABLE person_name (token TEXT PRIMARY KEY, sealed TEXT NOT NULL) WITHOUT ROWID;',
};
