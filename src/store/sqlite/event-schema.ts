import type { Migration } from './migrate.js';

/** Ids of the two names that every event file starts with, so that partial indexes can leave them out. */
export const allowedName = 1;
export const accessName = 2;

/**
 * Schema of one event file. The key is the event's UUIDv7: its order is time, so a time range is a key range
 * and a page continues at a key. Repeated strings are kept once, in `name`.
 */
export const eventMigrations: readonly Migration[] = [
  {
    name: 'events',
    sql: `
CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
INSERT INTO name VALUES (${allowedName}, 'allowed'), (${accessName}, 'access');
CREATE TABLE event (
  id BLOB PRIMARY KEY CHECK (length(id) = 16), time INTEGER NOT NULL, kind INTEGER NOT NULL, outcome INTEGER NOT NULL,
  severity INTEGER NOT NULL, api INTEGER, operation INTEGER, principal INTEGER, credential INTEGER, client TEXT,
  exchange, method INTEGER, status INTEGER, micros INTEGER, bytes_in INTEGER, bytes_out INTEGER, guard INTEGER,
  code INTEGER, detail TEXT
) WITHOUT ROWID;
CREATE INDEX event_operation ON event (operation, id) WHERE operation IS NOT NULL;
CREATE INDEX event_principal ON event (principal, id) WHERE principal IS NOT NULL;
CREATE INDEX event_exchange ON event (exchange) WHERE exchange IS NOT NULL;
CREATE INDEX event_outcome ON event (outcome, id) WHERE outcome <> ${allowedName};
CREATE INDEX event_kind ON event (kind, id) WHERE kind <> ${accessName};`,
  },
];
