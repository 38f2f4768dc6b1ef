import type { Migration } from './migrate.js';

/** Who made which thing. */
export const learnedOwnerMigration: Migration = {
  name: 'owners learned from creates',
  sql: `
CREATE TABLE learned_owner (
  api TEXT NOT NULL, resource TEXT NOT NULL, object TEXT NOT NULL, owner_is TEXT, owner TEXT, tenant_is TEXT, tenant TEXT,
  learned INTEGER NOT NULL, PRIMARY KEY (api, resource, object)
) WITHOUT ROWID;`,
};
