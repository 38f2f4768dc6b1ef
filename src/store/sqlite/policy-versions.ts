import type { PolicyVersion, PolicyVersionStore } from '../store.js';
import type { Audit } from './audit-log.js';
import { rowLimit } from './rows.js';
import type { SqliteFile } from './sqlite-file.js';

/** The policy's history in `control.db`. */
export function makePolicyVersionStore(file: SqliteFile, now: () => number, audit: Audit): PolicyVersionStore {
  return {
    async append({ digest, source, author, reason }) {
      const createdAt = Math.trunc(now());
      const sql = `INSERT INTO policy_version (digest, source, author, reason, created) VALUES (?, ?, ?, ?, ?)
        RETURNING id`;
      return file.transaction(() => {
        const { id } = file.get<{ id: number }>(sql, digest, source, author, reason, createdAt)!;
        audit({ kind: 'policy_applied', subject: String(id), actor: author, detail: { digest, reason } });
        return Object.freeze({ id, digest, source, author, reason, createdAt });
      });
    },
    async list({ limit } = {}) {
      const sql = `SELECT id, digest, source, author, reason, created AS createdAt FROM policy_version
        ORDER BY id DESC LIMIT ?`;
      return file.all<PolicyVersion>(sql, rowLimit(limit, 50)).map((row) => Object.freeze({ ...row }));
    },
  };
}
