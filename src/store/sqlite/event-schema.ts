import type { Migration } from './migrate.js';

/** Most events outside of batches are denials: the indexes of kind and outcome leave them out. */
export const commonKind = 'denial';
export const commonOutcome = 'denied';

/**
 * In every event file: where the Merkle log stood before it and stands now, the time it is for, how far journals were
 * carried over, and sums by minute. A sealed file takes no more leaves.
 */
const logTables = `
CREATE TABLE log (
  one INTEGER PRIMARY KEY CHECK (one = 1), start_edge BLOB NOT NULL, edge BLOB NOT NULL,
  period_start INTEGER NOT NULL, period_end INTEGER NOT NULL, sealed INTEGER NOT NULL
);
CREATE TABLE mark (journal TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE roll_up (
  minute INTEGER NOT NULL, api TEXT NOT NULL, operation TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL,
  class INTEGER NOT NULL, count INTEGER NOT NULL, bytes_in INTEGER NOT NULL, bytes_out INTEGER NOT NULL,
  micros INTEGER NOT NULL, max_micros INTEGER NOT NULL,
  PRIMARY KEY (minute, api, operation, kind, outcome, class)
) WITHOUT ROWID;`;

/** Allowed calls: one row is up to 1,000 of them. Records are apart, so that reading summaries passes over them. */
export const accessMigrations: readonly Migration[] = [
  {
    name: 'batches of allowed calls',
    sql: `${logTables}
CREATE TABLE batch (
  n INTEGER PRIMARY KEY, first_id BLOB NOT NULL, last_id BLOB NOT NULL, events INTEGER NOT NULL,
  max_micros INTEGER NOT NULL, classes INTEGER NOT NULL, own_exchange INTEGER NOT NULL, leaf BLOB NOT NULL,
  names BLOB NOT NULL
);
CREATE INDEX batch_last ON batch (last_id, n);
CREATE TABLE record (n INTEGER PRIMARY KEY, record BLOB NOT NULL);`,
  },
];

/** Everything else, one row each. `id` is a UUIDv7: its order is time, so a time range is a key range. */
export const denialMigrations: readonly Migration[] = [
  {
    name: 'denials and other events',
    sql: `${logTables}
CREATE TABLE event (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), kind TEXT NOT NULL, outcome TEXT NOT NULL,
  operation TEXT, principal TEXT, exchange TEXT, api TEXT, credential TEXT, client TEXT, status INTEGER,
  leaf BLOB NOT NULL, record BLOB NOT NULL
);
CREATE INDEX event_operation ON event (operation, id) WHERE operation IS NOT NULL;
CREATE INDEX event_principal ON event (principal, id) WHERE principal IS NOT NULL;
CREATE INDEX event_exchange ON event (exchange) WHERE exchange IS NOT NULL;
CREATE INDEX event_outcome ON event (outcome, id) WHERE outcome <> '${commonOutcome}';
CREATE INDEX event_kind ON event (kind, id) WHERE kind <> '${commonKind}';`,
  },
];
