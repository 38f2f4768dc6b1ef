import { severityRank, type Finding, type FindingStatus } from '../../core/finding.js';
import type { FindingChange, StoredFinding, Triage } from '../store.js';
import { present } from './rows.js';
import { run as runSql, type Value, type Work } from './work.js';

export interface FindingRow {
  readonly fingerprint: string;
  readonly status: FindingStatus;
  readonly first_run: string;
  readonly first_seen: number;
  readonly last_run: string;
  readonly last_seen: number;
  readonly reason: string | null;
  readonly set_by: string | null;
  readonly expires: string | null;
  readonly expires_at: number | null;
  readonly document: string;
}

interface ChangeRow {
  readonly at: number;
  readonly from_status: FindingStatus | null;
  readonly to_status: FindingStatus;
  readonly run: string | null;
  readonly reason: string | null;
  readonly set_by: string | null;
  readonly expires: string | null;
}

/** A run that reported or missed a finding. */
export interface Sighting {
  readonly run: string;
  readonly at: number;
}

export function readFinding(row: FindingRow): StoredFinding {
  return Object.freeze({
    finding: { ...(JSON.parse(row.document) as Finding), status: row.status },
    firstRun: row.first_run,
    firstSeenAt: row.first_seen,
    lastRun: row.last_run,
    lastSeenAt: row.last_seen,
    ...present({ triage: readTriage(row) }),
  });
}

export function readChange(row: ChangeRow): FindingChange {
  return Object.freeze({
    at: row.at,
    to: row.to_status,
    ...present({ from: row.from_status, run: row.run, triage: readTriage(row) }),
  });
}

function readTriage(row: Pick<FindingRow, 'reason' | 'set_by' | 'expires'>): Triage | undefined {
  if (row.reason === null || row.set_by === null) return undefined;
  return { reason: row.reason, by: row.set_by, ...present({ expires: row.expires }) };
}

export function insertFinding(finding: Finding, { run, at }: Sighting): Work<number> {
  const row: readonly Value[] = [...searchable(finding), finding.status, run, at, run, at, JSON.stringify(finding)];
  return runSql(
    `INSERT INTO finding (fingerprint, source, rule, api, operation, severity, status, first_run, first_seen,
      last_run, last_seen, document) VALUES (${row.map(() => '?').join(', ')})`,
    ...row,
  );
}

/** The newest sighting describes the finding best: evidence, place and message are taken from it. */
export function refreshFinding(finding: Finding, { run, at }: Sighting): Work<number> {
  const [fingerprint, ...columns] = searchable(finding);
  const text = `UPDATE finding SET source = ?, rule = ?, api = ?, operation = ?, severity = ?, last_run = ?,
    last_seen = ?, document = ? WHERE fingerprint = ?`;
  return runSql(text, ...columns, run, at, JSON.stringify(finding), fingerprint);
}

function searchable(finding: Finding): [string, string, string, string, string | null, number] {
  const { fingerprint, source, ruleId, api, operationId, severity } = finding;
  return [fingerprint, source, ruleId, api, operationId ?? null, severityRank(severity)];
}

/** Writes a change of status to the finding and to its history. */
export function* changeStatus(fingerprint: string, change: FindingChange): Work<void> {
  const { reason = null, by = null, expires = null } = change.triage ?? {};
  const text =
    'UPDATE finding SET status = ?, reason = ?, set_by = ?, expires = ?, expires_at = ? WHERE fingerprint = ?';
  const until = expires === null ? null : Date.parse(expires);
  yield* runSql(text, change.to, reason, by, expires, until, fingerprint);
  yield* addChange(fingerprint, change);
}

export function addChange(fingerprint: string, change: FindingChange): Work<number> {
  const { reason = null, by = null, expires = null } = change.triage ?? {};
  const { at, from = null, to, run = null } = change;
  const text = `INSERT INTO finding_change (fingerprint, at, from_status, to_status, run, reason, set_by, expires)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
  return runSql(text, fingerprint, at, from, to, run, reason, by, expires);
}
