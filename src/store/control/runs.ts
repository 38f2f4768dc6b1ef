import type { Run } from '../../core/finding.js';
import type { AuditChange, RunStore, RunSummary, StoredRun } from '../store.js';
import type { Audit } from './audit-log.js';
import { Conditions, present, rowLimit } from './rows.js';
import { all, get, run as runSql, type Sql, type Work } from './work.js';

interface RunRow {
  readonly document: string;
}

interface SummaryRow {
  readonly summary: string | null;
  readonly document: string | null;
}

function summaryOf(run: StoredRun): RunSummary {
  const { id, kind, target, startedAt, finishedAt, outcome, requests, findings, coverage } = run;
  const { finding: subject, verdict } = run.proof ?? run.proved ?? {};
  const given = present({ target, requests, operations: coverage?.operations, reached: coverage?.reached });
  return {
    id,
    kind,
    startedAt,
    finishedAt,
    outcome,
    findings: findings.length,
    ...given,
    ...present({ subject, verdict }),
  };
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
    async summaries({ kind, subject, after, limit } = {}) {
      const where = new Conditions().add('kind = ?', kind).add('subject = ?', subject);
      const started = after && Date.parse(after.startedAt);
      if (after) where.addText('(started < ? OR (started = ? AND id < ?))', [started!, started!, after.id]);
      // Runs of earlier versions have no summary: theirs is made of the run.
      const text = `SELECT summary, CASE WHEN summary IS NULL THEN document END AS document FROM run ${where.where}
        ORDER BY started DESC, id DESC LIMIT ?`;
      const rows = await sql.read(() => all<SummaryRow>(text, ...where.values, rowLimit(limit, 50)));
      return rows.map(({ summary, document }) =>
        summary === null ? summaryOf(JSON.parse(document!) as Run) : (JSON.parse(summary) as RunSummary),
      );
    },
  };
}

/** The run in the audit log: enough to see that it was recorded, and as what. */
export function runRecorded({ id, kind, outcome, modelDigest, findings }: Run): AuditChange {
  return { kind: 'run_recorded', subject: id, detail: { kind, outcome, modelDigest, findings: findings.length } };
}

/** Adds or replaces a run; part of the caller's transaction. */
export function saveRun(run: Run): Work<number> {
  const text = `INSERT INTO run (id, kind, model_digest, started, document, subject, summary) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, model_digest = excluded.model_digest,
      started = excluded.started, document = excluded.document, subject = excluded.subject, summary = excluded.summary`;
  const { id, kind, modelDigest, startedAt } = run;
  const summary = summaryOf(run);
  const values = [JSON.stringify(run), summary.subject ?? null, JSON.stringify(summary)];
  return runSql(text, id, kind, modelDigest, Date.parse(startedAt), ...values);
}
