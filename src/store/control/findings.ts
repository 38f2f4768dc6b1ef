import { PortcullisError } from '../../core/errors.js';
import { severities, severityRank, type Finding, type FindingStatus, type Run } from '../../core/finding.js';
import { provesAbsence, statusWhenGone, statusWhenNew, statusWhenSeen } from '../finding-state.js';
import type { FindingFilter, FindingStore, RunChanges, RunScope, Triage } from '../store.js';
import type { Audit } from './audit-log.js';
import * as pages from './finding-pages.js';
import { forgetFindings } from './finding-retention.js';
import * as rows from './finding-rows.js';
import { Conditions, present, rowLimit } from './rows.js';
import { runRecorded, saveRun } from './runs.js';
import { all, get, type Sql, type Work } from './work.js';

const { statusNow } = pages;
const columns = `fingerprint, first_run, first_seen, last_run, last_seen, reason, set_by, expires, expires_at, document`;

/** Findings and their history among the control tables. */
export function makeFindingStore(sql: Sql, now: () => number, audit: Audit): FindingStore {
  const time = () => Math.trunc(now());
  return {
    recordRun: (run, scope) =>
      sql.transaction(function* () {
        const changes = yield* recordRun(run, scope, time());
        yield* audit(runRecorded(run));
        return changes;
      }),
    forget: (before) => sql.transaction(() => forgetFindings(Math.trunc(before))),
    list: async (filter = {}) => (await sql.read(() => list(filter, time()))).map(rows.readFinding),
    page: async (page) => (await sql.read(() => pages.page(page, time()))).map(rows.readFinding),
    counts: (selection = {}) => sql.read(() => pages.counts(selection, time())),
    groups: (selection = {}) => sql.read(() => pages.groups(selection, time())),
    async openByOperation() {
      const found = await sql.read(() => pages.openByOperation(time()));
      return found.map(({ api, operation, count, severity }) => ({
        api,
        operation,
        count: Number(count),
        worst: severities[Number(severity)]!,
      }));
    },
    get: async (fingerprint) => rows.readFinding(await sql.read(() => findRow(fingerprint, time()))),
    async setStatus(prefix, status, triage) {
      refuseIncomplete(status, triage);
      const row = await sql.transaction(function* () {
        const at = time();
        const { fingerprint, status: from } = yield* findRow(prefix, at);
        yield* rows.changeStatus(fingerprint, { at, from, to: status, triage });
        const { reason, by, expires } = triage;
        const detail = { from, to: status, reason, ...present({ expires }) };
        yield* audit({ kind: 'finding_set', subject: fingerprint, actor: by, detail });
        return yield* findRow(fingerprint, at);
      });
      return rows.readFinding(row);
    },
    async history(prefix) {
      const changes = await sql.read(function* () {
        const { fingerprint } = yield* findRow(prefix, time());
        const text = 'SELECT * FROM finding_change WHERE fingerprint = ? ORDER BY n';
        return yield* all<Parameters<typeof rows.readChange>[0]>(text, fingerprint);
      });
      return changes.map(rows.readChange);
    },
  };
}

function list(filter: FindingFilter, now: number): Work<readonly rows.FindingRow[]> {
  const statuses = typeof filter.status === 'string' ? [filter.status] : filter.status;
  const where = new Conditions()
    .addAny('status IN (...)', statuses)
    .add('severity = ?', filter.severity && severityRank(filter.severity))
    .add('source = ?', filter.source)
    .add('api = ?', filter.api)
    .add('operation = ?', filter.operation);
  const text = `SELECT ${columns}, status FROM
      (SELECT ${columns}, severity, source, api, operation, ${statusNow} AS status FROM finding) AS current
    ${where.where} ORDER BY severity, last_seen DESC, fingerprint LIMIT ?`;
  return all<rows.FindingRow>(text, now, ...where.values, rowLimit(filter.limit, 1000));
}

/** By the whole fingerprint or by a prefix that only one finding has. */
function* findRow(fingerprint: string, now: number): Work<rows.FindingRow> {
  const exact = `SELECT ${columns}, ${statusNow} AS status FROM finding WHERE fingerprint = ?`;
  const whole = yield* get<rows.FindingRow>(exact, now, fingerprint);
  if (whole) return whole;
  const text = `SELECT ${columns}, ${statusNow} AS status FROM finding
    WHERE substr(fingerprint, 1, length(CAST(? AS TEXT))) = ? ORDER BY length(fingerprint), fingerprint LIMIT 3`;
  const found = fingerprint === '' ? [] : yield* all<rows.FindingRow>(text, now, fingerprint, fingerprint);
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

type MutableChanges = { -readonly [name in keyof RunChanges]: string[] };

/** One run as it is being recorded. */
interface Recording {
  readonly run: Run;
  readonly now: number;
  readonly changes: MutableChanges;
}

function* recordRun(run: Run, scope: RunScope, now: number): Work<RunChanges> {
  yield* saveRun(run);
  const recording: Recording = { run, now, changes: { opened: [], regressed: [], fixed: [], seenAgain: [] } };
  for (const finding of run.findings) yield* recordSighting(recording, finding);
  yield* recordAbsences(recording, scope);
  return recording.changes;
}

function* recordSighting({ run, now, changes }: Recording, finding: Finding): Work<void> {
  const { fingerprint } = finding;
  const sighting = { run: run.id, at: Date.parse(run.finishedAt) };
  const text = 'SELECT status, set_by, expires_at FROM finding WHERE fingerprint = ?';
  const before = yield* get<rows.FindingRow>(text, fingerprint);
  if (!before) {
    const to = statusWhenNew(finding.status);
    yield* rows.insertFinding({ ...finding, status: to }, sighting);
    yield* rows.addChange(fingerprint, { at: now, to, run: run.id });
    changes.opened.push(fingerprint);
    return;
  }
  yield* rows.refreshFinding(finding, sighting);
  const expired = before.status === 'accepted' && before.expires_at !== null && before.expires_at <= now;
  const known = { status: expired ? 'open' : before.status, triaged: before.set_by !== null && !expired } as const;
  const to = statusWhenSeen(known, finding.status);
  changes[to === 'regressed' && before.status !== to ? 'regressed' : 'seenAgain'].push(fingerprint);
  if (to !== before.status) yield* rows.changeStatus(fingerprint, { at: now, from: before.status, to, run: run.id });
}

function* recordAbsences({ run, now, changes }: Recording, scope: RunScope): Work<void> {
  const seen = new Set(run.findings.map(({ fingerprint }) => fingerprint));
  const text = `SELECT fingerprint, source, rule, api, operation, status FROM finding WHERE status <> 'fixed'`;
  for (const row of yield* all<SoughtRow>(text)) {
    const { fingerprint, source, rule: ruleId, api, operation, status: from } = row;
    if (seen.has(fingerprint)) continue;
    if (!provesAbsence(run, scope, { source, ruleId, api, ...present({ operationId: operation }) })) continue;
    const to = statusWhenGone(from);
    if (to === from) continue;
    yield* rows.changeStatus(fingerprint, { at: now, from, to, run: run.id });
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
