import type { Run } from '../../core/finding.js';
import type { AuditChange, RunStore } from '../store.js';
import type { Audit } from './audit-log.js';
import { Conditions, rowLimit } from './rows.js';
import type { SqliteFile } from './sqlite-file.js';

/** Runs in `control.db`, whole, as JSON. */
export function makeRunStore(file: SqliteFile, audit: Audit): RunStore {
  return {
    async save(run) {
      file.transaction(() => {
        saveRun(file, run);
        audit(runRecorded(run));
      });
    },
    async get(id) {
      const row = file.get<{ document: string }>('SELECT document FROM run WHERE id = ?', id);
      return row && (JSON.parse(row.document) as Run);
    },
    async list({ kind, limit } = {}) {
      const where = new Conditions().add('kind = ?', kind);
      const sql = `SELECT document FROM run ${where.where} ORDER BY started DESC, id DESC LIMIT ?`;
      const rows = file.all<{ document: string }>(sql, ...where.values, rowLimit(limit, 50));
      return rows.map(({ document }) => JSON.parse(document) as Run);
    },
  };
}

/** The run in the audit log: enough to see that it was recorded, and as what. */
export function runRecorded({ id, kind, outcome, modelDigest, findings }: Run): AuditChange {
  return { kind: 'run_recorded', subject: id, detail: { kind, outcome, modelDigest, findings: findings.length } };
}

/** Adds or replaces a run; part of the caller's transaction. */
export function saveRun(file: SqliteFile, run: Run): void {
  const sql = `INSERT INTO run (id, kind, model_digest, started, document) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, model_digest = excluded.model_digest,
      started = excluded.started, document = excluded.document`;
  file.run(sql, run.id, run.kind, run.modelDigest, Date.parse(run.startedAt), JSON.stringify(run));
}
