import type { CheckpointStore, StoredCheckpoint } from '../audit.js';
import { rowLimit } from './rows.js';
import { all, get, run, type Sql } from './work.js';

const [hourMillis, dayMillis] = [3_600_000, 86_400_000];

/** Whole numbers in the text: a bound number would be divided as a fraction. */
const thinSql = (millis: number): string => `DELETE FROM checkpoint WHERE time < ? AND (log, size) NOT IN
  (SELECT log, max(size) FROM checkpoint GROUP BY log, time / ${millis})`;

/** Signed checkpoints among the control tables. */
export function makeCheckpointStore(sql: Sql): CheckpointStore {
  return {
    async save(checkpoints) {
      const text = `INSERT INTO checkpoint (log, size, time, edge, note) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (log, size) DO NOTHING`;
      await sql.transaction(function* () {
        for (const { log, size, time, edge, note } of checkpoints)
          yield* run(text, log, size, Math.trunc(time), edge, note);
      });
    },
    thin: (now) =>
      sql.transaction(function* () {
        const [hours, days] = [Math.trunc(now) - dayMillis, Math.trunc(now) - 30 * dayMillis];
        return (yield* run(thinSql(hourMillis), hours)) + (yield* run(thinSql(dayMillis), days));
      }),
    latest(log) {
      const text = 'SELECT * FROM checkpoint WHERE log = ? ORDER BY size DESC LIMIT 1';
      return sql.read(() => get<StoredCheckpoint>(text, log));
    },
    list(log, { after = -1, limit } = {}) {
      const text = 'SELECT * FROM checkpoint WHERE log = ? AND size > ? ORDER BY size LIMIT ?';
      return sql.read(() => all<StoredCheckpoint>(text, log, after, rowLimit(limit, 1000)));
    },
  };
}
