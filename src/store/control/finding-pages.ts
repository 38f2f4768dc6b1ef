import { severities, severityRank, type FindingStatus, type Severity } from '../../core/finding.js';
import type { FindingCount, FindingGroup, FindingPage, FindingSelection } from '../finding-pages.js';
import type { FindingRow } from './finding-rows.js';
import { Conditions, rowLimit } from './rows.js';
import { all, type Work } from './work.js';

/** Status now: an acceptance ends by itself. The first `?` is the time. */
export const statusNow = `CASE WHEN status = 'accepted' AND expires_at <= CAST(? AS BIGINT) THEN 'open' ELSE status END`;

/** What a page is chosen by; never the document, so that an index alone can answer. */
const current = `(SELECT api, operation, rule, severity, source, last_seen, fingerprint, ${statusNow} AS status FROM finding) AS current`;

function conditions(selection: FindingSelection): Conditions {
  const { status, severity, source, api, operation, rule, text } = selection;
  const where = new Conditions()
    .addAny('status IN (...)', status)
    .addAny('severity IN (...)', severity?.map(severityRank))
    .add('source = ?', source)
    .add('api = ?', api)
    .add('operation = ?', operation)
    .add('rule = ?', rule);
  if (text === undefined || text === '') return where;
  const words = "lower(rule || ' ' || api || ' ' || coalesce(operation, '') || ' ' || fingerprint)";
  return where.add(`${words} LIKE ? ESCAPE '!'`, `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`);
}

/** One page, keyset: rows after `after` in the order asked for. */
export function page(
  { order = 'severity', after, limit, ...selection }: FindingPage,
  now: number,
): Work<readonly FindingRow[]> {
  const where = conditions(selection);
  const byTime = '(last_seen < ? OR (last_seen = ? AND fingerprint > ?))';
  if (after) {
    const times = [after.lastSeenAt, after.lastSeenAt, after.fingerprint];
    if (order === 'newest') where.addText(byTime, times);
    else
      where.addText(`(severity > ? OR (severity = ? AND ${byTime}))`, [
        ...twice(severityRank(after.severity)),
        ...times,
      ]);
  }
  const sort = order === 'newest' ? 'last_seen DESC, fingerprint' : 'severity, last_seen DESC, fingerprint';
  // The page is chosen by an index; only its own documents are read.
  const text = `SELECT f.fingerprint, first_run, first_seen, last_run, f.last_seen, reason, set_by, expires, f.expires_at,
      document, chosen.status AS status
    FROM (SELECT fingerprint, status, severity, last_seen FROM ${current} ${where.where} ORDER BY ${sort} LIMIT ?) AS chosen
    JOIN finding AS f ON f.fingerprint = chosen.fingerprint
    ORDER BY ${order === 'newest' ? '' : 'chosen.severity, '}chosen.last_seen DESC, chosen.fingerprint`;
  return all<FindingRow>(text, now, ...where.values, rowLimit(limit, 50));
}

const twice = (value: number): [number, number] => [value, value];

interface CountRow {
  readonly status: FindingStatus;
  readonly severity: number;
  readonly count: number;
}

/** How many there are of each status and severity. */
export function* counts(selection: FindingSelection, now: number): Work<readonly FindingCount[]> {
  const where = conditions(selection);
  const text = `SELECT status, severity, CAST(count(*) AS BIGINT) AS count FROM ${current} ${where.where} GROUP BY status, severity`;
  const rows = yield* all<CountRow>(text, now, ...where.values);
  return rows.map(({ status, severity, count }) => ({ status, severity: severityAt(severity), count: Number(count) }));
}

interface GroupRow {
  readonly api: string;
  readonly operation: string | null;
  readonly rule: string;
  readonly severity: number;
  readonly count: number;
  readonly last_seen: number;
  readonly fingerprint: string;
}

/** Findings of one cause as one row: the same rule at the same operation. Worst first, then largest. */
export function* groups(
  selection: FindingSelection & { readonly limit?: number; readonly offset?: number },
  now: number,
): Work<readonly FindingGroup[]> {
  const where = conditions(selection);
  const text = `SELECT api, operation, rule, min(severity) AS severity, CAST(count(*) AS BIGINT) AS count,
      max(last_seen) AS last_seen, min(fingerprint) AS fingerprint
    FROM ${current} ${where.where} GROUP BY api, operation, rule
    ORDER BY 4, 5 DESC, rule, api, operation LIMIT ? OFFSET CAST(? AS BIGINT)`;
  const rows = yield* all<GroupRow>(text, now, ...where.values, rowLimit(selection.limit, 50), selection.offset ?? 0);
  return rows.map(({ api, operation, rule, severity, count, last_seen: seen, fingerprint }) => ({
    api,
    ...(operation === null ? {} : { operation }),
    rule,
    severity: severityAt(Number(severity)),
    count: Number(count),
    lastSeenAt: Number(seen),
    fingerprint,
  }));
}

const severityAt = (rank: number): Severity => severities[rank] ?? 'info';

/** Open findings of every operation: how many, and the worst. */
export function openByOperation(now: number): Work<readonly OperationRow[]> {
  const text = `SELECT api, operation, CAST(count(*) AS BIGINT) AS count, min(severity) AS severity FROM ${current}
    WHERE status IN ('open', 'regressed') AND operation IS NOT NULL GROUP BY api, operation`;
  return all<OperationRow>(text, now);
}

export interface OperationRow {
  readonly api: string;
  readonly operation: string;
  readonly count: number;
  readonly severity: number;
}
