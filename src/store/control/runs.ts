import type { Run } from '../../core/finding.js';
import type { AuditChange, RunStore } from '../store.js';
import type { Audit } from './audit-log.js';
import { Conditions, rowLimit } from './rows.js';
import { all, get, run as runSql, type Sql, type Work } from './work.js';

interface RunRow {
  readonly document: string;
}

/** Runs among the control tables, whole, as JSON. */
export function makeRunStore(sql: Sql, audit: Audit): RunStore {
  return {
    save: (run) =>
      sql.transaction(function* () {
        yield* saveRun(run);
        yield* audit(runRecorded(run));
      }),
    async get(id) {
      const row = await sql.read(() => get<RunRow>('SELECT document FROM run WHERE id = ?', id));
      return row && (JSON.parse(row.document) as Run);
    },
    async list({ kind, limit } = {}) {
      const where = new Conditions().add('kind = ?', kind);
      const text = `SELECT document FROM run ${where.where} ORDER BY started DESC, id DESC LIMIT ?`;
      const rows = await sql.read(() => all<RunRow>(text, ...where.values, rowLimit(limit, 50)));
      return rows.map(({ document }) => JSON.parse(document) as Run);
    },
  };
}

/** The run in the audit log: enough to see that it was recorded, and as what. */
export function runRecorded({ id, kind, outcome, modelDigest, findings }: Run): AuditChange {
  return { kind: 'run_recorded', subject: id, detail: { kind, outcome, modelDigest, findings: findings.length } };
}

/** Adds or replaces a run; part of the caller's transaction. */
export function saveRun(run: Run): Work<number> {
  const text = `INSERT INTO run (id, kind, model_digest, started, document) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, model_digest = excluded.model_digest,
      started = excluded.started, document = excluded.document`;
  return runSql(text, run.id, run.kind, run.modelDigest, Date.parse(run.startedAt), JSON.stringify(run));
}
