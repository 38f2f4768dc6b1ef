import type { LearnedOwnerStore, LearnedValue, OwnerChange } from '../learned-owner.js';
import type { Migration } from './migrate.js';
import type { SqliteFile } from './sqlite-file.js';

export const learnedOwnerMigration: Migration = {
  name: 'owners learned from creates',
  sql: `
CREATE TABLE learned_owner (
  api TEXT NOT NULL, resource TEXT NOT NULL, object TEXT NOT NULL, owner_is TEXT, owner TEXT, tenant_is TEXT, tenant TEXT,
  learned INTEGER NOT NULL, PRIMARY KEY (api, resource, object)
) WITHOUT ROWID;`,
};

interface Row {
  readonly owner_is: string | null;
  readonly owner: string | null;
  readonly tenant_is: string | null;
  readonly tenant: string | null;
  readonly learned: number;
}

/** Who made which thing, in `control.db`. */
export function makeLearnedOwnerStore(file: SqliteFile): LearnedOwnerStore {
  return {
    async find({ api, resource, id }) {
      const where = 'WHERE api = ? AND resource = ? AND object = ?';
      const row = file.get<Row>(`SELECT * FROM learned_owner ${where}`, api, resource, id);
      if (!row) return undefined;
      const [owner, tenant] = [valueOf(row.owner_is, row.owner), valueOf(row.tenant_is, row.tenant)];
      return { ...(owner ? { owner } : {}), ...(tenant ? { tenant } : {}), learnedAt: row.learned };
    },
    async apply(changes) {
      file.transaction(() => {
        for (const change of changes) write(file, change);
      });
    },
    async forgetPerson(value) {
      const where = 'WHERE owner = ?';
      return file.transaction(() => {
        const found = file.get<{ n: number }>(`SELECT count(*) AS n FROM learned_owner ${where}`, value)!;
        file.run(`DELETE FROM learned_owner ${where}`, value);
        return found.n;
      });
    },
  };
}

function valueOf(is: string | null, value: string | null): LearnedValue | undefined {
  return is === null || value === null ? undefined : { is, value };
}

function write(file: SqliteFile, { key, learned }: OwnerChange): void {
  const at = [key.api, key.resource, key.id] as const;
  if (!learned) {
    file.run('DELETE FROM learned_owner WHERE api = ? AND resource = ? AND object = ?', ...at);
    return;
  }
  const { owner, tenant, learnedAt } = learned;
  const values = [owner?.is ?? null, owner?.value ?? null, tenant?.is ?? null, tenant?.value ?? null] as const;
  const sql = 'INSERT INTO learned_owner VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
  file.run(sql, ...at, ...values, Math.trunc(learnedAt));
}
