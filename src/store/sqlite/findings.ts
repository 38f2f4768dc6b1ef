import { PortcullisError } from '../../core/errors.js';
import { severityRank, type FindingStatus, type Run } from '../../core/finding.js';
import { provesAbsence, statusWhenGone, statusWhenNew, statusWhenSeen } from '../finding-state.js';
import type { FindingFilter, FindingStore, RunChanges, RunScope, StoredFinding, Triage } from '../store.js';
import type { Audit } from './audit-log.js';
import * as rows from './finding-rows.js';
import { Conditions, present, rowLimit } from './rows.js';
import { runRecorded, saveRun } from './runs.js';
import type { SqliteFile } from './sqlite-file.js';

/** Status now: an acceptance ends by itself. The first `?` is the time. */
const statusNow = `CASE WHEN status = 'accepted' AND expires_at <= ? THEN 'open' ELSE status END`;
const columns = `fingerprint, first_run, first_seen, last_run, last_seen, reason, set_by, expires, expires_at, document`;

/** Findings and their history in `control.db`. */
export function makeFindingStore(file: SqliteFile, now: () => number, audit: Audit): FindingStore {
  const find = (fingerprint: string) => rows.readFinding(findRow(file, fingerprint, now()));
  return {
    async recordRun(run, scope) {
      return file.transaction(() => {
        const changes = recordRun({ file, now: Math.trunc(now()) }, run, scope);
        audit(runRecorded(run));
        return changes;
      });
    },
    async list(filter = {}) {
      return list(file, filter, now());
    },
    async get(fingerprint) {
      return find(fingerprint);
    },
    async setStatus(prefix, status, triage) {
      refuseIncomplete(status, triage);
      return file.transaction(() => {
        const { fingerprint, status: from } = findRow(file, prefix, now());
        rows.changeStatus(file, fingerprint, { at: Math.trunc(now()), from, to: status, triage });
        const { reason, by, expires } = triage;
        audit({
          kind: 'finding_set',
          subject: fingerprint,
          actor: by,
          detail: { from, to: status, reason, ...present({ expires }) },
        });
        return find(fingerprint);
      });
    },
    async history(prefix) {
      const { fingerprint } = findRow(file, prefix, now());
      const sql = 'SELECT * FROM finding_change WHERE fingerprint = ? ORDER BY n';
      return file.all<Parameters<typeof rows.readChange>[0]>(sql, fingerprint).map(rows.readChange);
    },
  };
}

function list(file: SqliteFile, filter: FindingFilter, now: number): StoredFinding[] {
  const statuses = typeof filter.status === 'string' ? [filter.status] : filter.status;
  const where = new Conditions()
    .addAny('status IN (...)', statuses)
    .add('severity = ?', filter.severity && severityRank(filter.severity))
    .add('source = ?', filter.source)
    .add('api = ?', filter.api)
    .add('operation = ?', filter.operation);
  const sql = `SELECT ${columns}, status FROM
      (SELECT ${columns}, severity, source, api, operation, ${statusNow} AS status FROM finding)
    ${where.where} ORDER BY severity, last_seen DESC, fingerprint LIMIT ?`;
  return file
    .all<rows.FindingRow>(sql, now, ...where.values, rowLimit(filter.limit, 1000))
    .map((row) => rows.readFinding(row));
}

/** By the whole fingerprint or by a prefix that only one finding has. */
function findRow(file: SqliteFile, fingerprint: string, now: number): rows.FindingRow {
  const sql = `SELECT ${columns}, ${statusNow} AS status FROM finding
    WHERE substr(fingerprint, 1, length(?)) = ? ORDER BY length(fingerprint), fingerprint LIMIT 3`;
  const found = fingerprint === '' ? [] : file.all<rows.FindingRow>(sql, now, fingerprint, fingerprint);
  const [first, second] = found;
  if (!first) throw new PortcullisError('NOT_FOUND', `There is no finding ${fingerprint}`);
  if (!second || first.fingerprint === fingerprint) return first;
  throw new PortcullisError('NOT_FOUND', `More than one finding starts with ${fingerprint}`, {
    hint: `give more digits: ${found.map((row) => row.fingerprint).join(', ')}`,
  });
}

function refuseIncomplete(status: FindingStatus, { reason, expires }: Triage): void {
  const needsReason = status === 'accepted' || status === 'false-positive';
  if (needsReason && reason.trim() === '') {
    throw new PortcullisError('USAGE', `A finding becomes ${status} only with a reason`, { hint: 'add --reason' });
  }
  if (status === 'accepted' && expires === undefined) {
    throw new PortcullisError('USAGE', 'A finding is accepted only until a date', { hint: 'add --expires YYYY-MM-DD' });
  }
  if (expires !== undefined && Number.isNaN(Date.parse(expires))) {
    throw new PortcullisError('USAGE', `${JSON.stringify(expires)} is not a date`, { expected: 'YYYY-MM-DD' });
  }
}

interface Recorder {
  readonly file: SqliteFile;
  readonly now: number;
}

type MutableChanges = { -readonly [name in keyof RunChanges]: string[] };

function recordRun(recorder: Recorder, run: Run, scope: RunScope): RunChanges {
  saveRun(recorder.file, run);
  const changes: MutableChanges = { opened: [], regressed: [], fixed: [], seenAgain: [] };
  for (const finding of run.findings) recordSighting(recorder, { run, finding, changes });
  recordAbsences(recorder, { run, scope, changes });
  return changes;
}

function recordSighting(
  { file, now }: Recorder,
  { run, finding, changes }: { run: Run; finding: Run['findings'][number]; changes: MutableChanges },
): void {
  const { fingerprint } = finding;
  const sighting = { run: run.id, at: Date.parse(run.finishedAt) };
  const before = file.get<rows.FindingRow>(
    `SELECT status, set_by, expires_at FROM finding WHERE fingerprint = ?`,
    fingerprint,
  );
  if (!before) {
    const to = statusWhenNew(finding.status);
    rows.insertFinding(file, { ...finding, status: to }, sighting);
    rows.addChange(file, fingerprint, { at: now, to, run: run.id });
    changes.opened.push(fingerprint);
    return;
  }
  rows.refreshFinding(file, finding, sighting);
  const expired = before.status === 'accepted' && before.expires_at !== null && before.expires_at <= now;
  const known = { status: expired ? 'open' : before.status, triaged: before.set_by !== null && !expired } as const;
  const to = statusWhenSeen(known, finding.status);
  changes[to === 'regressed' && before.status !== to ? 'regressed' : 'seenAgain'].push(fingerprint);
  if (to !== before.status) rows.changeStatus(file, fingerprint, { at: now, from: before.status, to, run: run.id });
}

function recordAbsences(
  { file, now }: Recorder,
  { run, scope, changes }: { run: Run; scope: RunScope; changes: MutableChanges },
): void {
  const seen = new Set(run.findings.map(({ fingerprint }) => fingerprint));
  const sql = `SELECT fingerprint, source, rule, api, operation, status FROM finding WHERE status <> 'fixed'`;
  for (const row of file.all<SoughtRow>(sql)) {
    const { fingerprint, source, rule: ruleId, api, operation, status: from } = row;
    if (seen.has(fingerprint)) continue;
    if (!provesAbsence(run, scope, { source, ruleId, api, ...present({ operationId: operation }) })) continue;
    const to = statusWhenGone(from);
    if (to === from) continue;
    rows.changeStatus(file, fingerprint, { at: now, from, to, run: run.id });
    changes.fixed.push(fingerprint);
  }
}

interface SoughtRow {
  readonly fingerprint: string;
  readonly source: Run['kind'];
  readonly rule: string;
  readonly api: string;
  readonly operation: string | null;
  readonly status: FindingStatus;
}
