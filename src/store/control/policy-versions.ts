import type { PolicyVersion, PolicyVersionStore } from '../store.js';
import type { Audit } from './audit-log.js';
import { Conditions, rowLimit } from './rows.js';
import { all, get, type Sql } from './work.js';

const select = 'SELECT id, digest, source, author, reason, created AS "createdAt" FROM policy_version';

/** The policy's history among the control tables. */
export function makePolicyVersionStore(sql: Sql, now: () => number, audit: Audit): PolicyVersionStore {
  return {
    append({ digest, source, author, reason }) {
      const createdAt = Math.trunc(now());
      const text = `INSERT INTO policy_version (id, digest, source, author, reason, created)
        VALUES ((SELECT coalesce(max(id), 0) + 1 FROM policy_version), ?, ?, ?, ?, ?) RETURNING id`;
      return sql.transaction(function* () {
        const { id } = (yield* get<{ id: number }>(text, digest, source, author, reason, createdAt))!;
        yield* audit({ kind: 'policy_applied', subject: String(id), actor: author, detail: { digest, reason } });
        return Object.freeze({ id, digest, source, author, reason, createdAt });
      });
    },
    async list({ limit, before } = {}) {
      const where = new Conditions().add('id < ?', before);
      const text = `${select} ${where.where} ORDER BY id DESC LIMIT ?`;
      const rows = await sql.read(() => all<PolicyVersion>(text, ...where.values, rowLimit(limit, 50)));
      return rows.map((row) => Object.freeze({ ...row }));
    },
    async get(id) {
      const row = await sql.read(() => get<PolicyVersion>(`${select} WHERE id = ?`, id));
      return row && Object.freeze({ ...row });
    },
  };
}
