import type { CheckpointStore, SignedLog, StoredCheckpoint } from '../audit.js';
import { rowLimit } from './rows.js';
import type { SqliteFile } from './sqlite-file.js';

/** Signed checkpoints in `control.db`. */
export function makeCheckpointStore(file: SqliteFile): CheckpointStore {
  return {
    async save(checkpoints) {
      const sql = `INSERT INTO checkpoint (log, size, time, edge, note) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (log, size) DO NOTHING`;
      file.transaction(() => {
        for (const { log, size, time, edge, note } of checkpoints)
          file.run(sql, log, size, Math.trunc(time), edge, note);
      });
    },
    async latest(log) {
      return file.get<StoredCheckpoint>('SELECT * FROM checkpoint WHERE log = ? ORDER BY size DESC LIMIT 1', log);
    },
    async list(log: SignedLog, { after = -1, limit } = {}) {
      const sql = 'SELECT * FROM checkpoint WHERE log = ? AND size > ? ORDER BY size LIMIT ?';
      return file.all<StoredCheckpoint>(sql, log, after, rowLimit(limit, 1000));
    },
  };
}
