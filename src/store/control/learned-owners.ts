import type { LearnedOwnerStore, LearnedValue, OwnerChange } from '../learned-owner.js';
import { get, run, type Sql, type Work } from './work.js';

interface Row {
  readonly owner_is: string | null;
  readonly owner: string | null;
  readonly tenant_is: string | null;
  readonly tenant: string | null;
  readonly learned: number;
}

/** Who made which thing, among the control tables. */
export function makeLearnedOwnerStore(sql: Sql): LearnedOwnerStore {
  return {
    async find({ api, resource, id }) {
      const text = 'SELECT * FROM learned_owner WHERE api = ? AND resource = ? AND object = ?';
      const row = await sql.read(() => get<Row>(text, api, resource, id));
      if (!row) return undefined;
      const [owner, tenant] = [valueOf(row.owner_is, row.owner), valueOf(row.tenant_is, row.tenant)];
      return { ...(owner ? { owner } : {}), ...(tenant ? { tenant } : {}), learnedAt: row.learned };
    },
    apply: (changes) =>
      sql.transaction(function* () {
        for (const change of changes) yield* write(change);
      }),
    forgetPerson: (value) => sql.transaction(() => run('DELETE FROM learned_owner WHERE owner = ?', value)),
  };
}

function valueOf(is: string | null, value: string | null): LearnedValue | undefined {
  return is === null || value === null ? undefined : { is, value };
}

function* write({ key, learned }: OwnerChange): Work<void> {
  const at = [key.api, key.resource, key.id] as const;
  if (!learned) {
    yield* run('DELETE FROM learned_owner WHERE api = ? AND resource = ? AND object = ?', ...at);
    return;
  }
  const { owner, tenant, learnedAt } = learned;
  const values = [owner?.is ?? null, owner?.value ?? null, tenant?.is ?? null, tenant?.value ?? null] as const;
  const sql = 'INSERT INTO learned_owner VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
  yield* run(sql, ...at, ...values, Math.trunc(learnedAt));
}
