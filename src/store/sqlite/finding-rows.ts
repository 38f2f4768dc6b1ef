import { severityRank, type Finding, type FindingStatus } from '../../core/finding.js';
import type { FindingChange, StoredFinding, Triage } from '../store.js';
import { present } from './rows.js';
import type { SqliteFile, Value } from './sqlite-file.js';

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

export function insertFinding(file: SqliteFile, finding: Finding, { run, at }: Sighting): void {
  const row: readonly Value[] = [...searchable(finding), finding.status, run, at, run, at, JSON.stringify(finding)];
  file.run(
    `INSERT INTO finding (fingerprint, source, rule, api, operation, severity, status, first_run, first_seen,
      last_run, last_seen, document) VALUES (${row.map(() => '?').join(', ')})`,
    ...row,
  );
}

/** The newest sighting describes the finding best: evidence, place and message are taken from it. */
export function refreshFinding(file: SqliteFile, finding: Finding, { run, at }: Sighting): void {
  const [fingerprint, ...columns] = searchable(finding);
  file.run(
    `UPDATE finding SET source = ?, rule = ?, api = ?, operation = ?, severity = ?, last_run = ?, last_seen = ?,
      document = ? WHERE fingerprint = ?`,
    ...columns,
    run,
    at,
    JSON.stringify(finding),
    fingerprint,
  );
}

function searchable(finding: Finding): [string, string, string, string, string | null, number] {
  const { fingerprint, source, ruleId, api, operationId, severity } = finding;
  return [fingerprint, source, ruleId, api, operationId ?? null, severityRank(severity)];
}

/** Writes a change of status to the finding and to its history. */
export function changeStatus(file: SqliteFile, fingerprint: string, change: FindingChange): void {
  const { reason = null, by = null, expires = null } = change.triage ?? {};
  file.run(
    'UPDATE finding SET status = ?, reason = ?, set_by = ?, expires = ?, expires_at = ? WHERE fingerprint = ?',
    change.to,
    reason,
    by,
    expires,
    expires === null ? null : Date.parse(expires),
    fingerprint,
  );
  addChange(file, fingerprint, change);
}

export function addChange(file: SqliteFile, fingerprint: string, change: FindingChange): void {
  const { reason = null, by = null, expires = null } = change.triage ?? {};
  file.run(
    `INSERT INTO finding_change (fingerprint, at, from_status, to_status, run, reason, set_by, expires)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    fingerprint,
    change.at,
    change.from ?? null,
    change.to,
    change.run ?? null,
    reason,
    by,
    expires,
  );
}
