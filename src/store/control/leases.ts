import type { LeaseStore } from '../lease.js';
import { get, run, type Sql } from './work.js';

interface LeaseRow {
  readonly holder: string;
  readonly expires: number;
  readonly state: string | null;
}

/** Leases among the control tables. */
export function makeLeaseStore(sql: Sql, now: () => number): LeaseStore {
  const time = (): number => Math.trunc(now());
  return {
    take: ({ name, holder, millis }, state) =>
      sql.transaction(function* () {
        const row = yield* get<LeaseRow>('SELECT holder, expires, state FROM lease WHERE name = ?', name);
        const isOwn = row?.holder === holder;
        if (row && !isOwn && row.expires > time()) return undefined;
        // Only who has it knows better than what the one before left.
        const kept = (isOwn ? state : undefined) ?? row?.state ?? null;
        const text = `INSERT INTO lease (name, holder, expires, state) VALUES (?, ?, ?, ?)
          ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires = excluded.expires, state = excluded.state`;
        yield* run(text, name, holder, time() + millis, kept);
        return { state: kept ?? undefined };
      }),
    async release({ name, holder }, state) {
      const text =
        'UPDATE lease SET expires = 0, state = coalesce(CAST(? AS TEXT), state) WHERE name = ? AND holder = ?';
      await sql.transaction(() => run(text, state ?? null, name, holder));
    },
  };
}
