import type { ApiModel, Operation, Project } from '../model/types.js';
import type { AuditEntry, AuditKind, AuditLogStore, RollUp, Store } from '../store/store.js';
import type { EvidenceSource, Gathered, NothingThere } from './item.js';
import type { Cell, Period } from './types.js';

export const dayMillis = 86_400_000;

/** ISO 8601 of a time, or nothing where there is none. */
export const isoTime = (time: number | undefined): string => (time === undefined ? '' : new Date(time).toISOString());

export const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10);

export const isIn = ({ from, to }: Period, time: number): boolean => time >= from && time < to;

export const daysBetween = (from: number, to: number): number => Math.floor((to - from) / dayMillis);

/** `1 key`, `2 keys`, `0 policies`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

export const noPolicy: NothingThere = { missing: 'there is no policy here to read' };

/** An operation that callers reach, with its API. */
export interface Reachable {
  readonly model: ApiModel;
  readonly operation: Operation;
}

/** Operations of all APIs; those that the API itself sends are left out. */
export function reachable({ apis }: Project): readonly Reachable[] {
  return apis.flatMap((model) =>
    [...model.operations.values()].filter(({ outgoing }) => !outgoing).map((operation) => ({ model, operation })),
  );
}

/** An item of one row for each operation. */
export function operationItem(
  { project }: EvidenceSource,
  columns: readonly string[],
  rowOf: (reachable: Reachable) => readonly Cell[],
): { readonly rows: readonly (readonly Cell[])[]; readonly columns: readonly string[] } | undefined {
  const found = project === undefined ? [] : reachable(project);
  if (found.length === 0) return undefined;
  const rows = found.map((one) => [one.model.name, one.operation.id, ...rowOf(one)]);
  return { columns: ['API', 'operation', ...columns], rows };
}

const atOnce = 1000;
const mostRecords = 20_000;

/** Records of the audit log in the period, newest first; of these kinds, or of all. */
export async function auditRecords(
  audit: Pick<AuditLogStore, 'list'>,
  period: Period,
  kinds?: readonly AuditKind[],
): Promise<readonly AuditEntry[]> {
  const found: AuditEntry[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; found.length < mostRecords;) {
    const page = await audit.list({ since: period.from, until: period.to, before, limit: atOnce });
    found.push(...page.filter(({ kind }) => kinds?.includes(kind) ?? true));
    if (page.length < atOnce) break;
    before = page.at(-1)!.n;
  }
  return found;
}

const recordColumns = ['record', 'time', 'what', 'by', 'subject', 'detail'];

/** An item whose rows are records of the audit log; `undefined` when there are none in the period. */
export async function auditItem(
  { store }: EvidenceSource,
  period: Period,
  kinds?: readonly AuditKind[],
): Promise<Omit<Gathered, 'summary'> | undefined> {
  const records = await auditRecords(store.audit, period, kinds);
  if (records.length === 0) return undefined;
  return {
    columns: recordColumns,
    rows: records.map(({ n, time, kind, actor, subject = '', detail }) => [
      `audit-${n}`,
      isoTime(time),
      kind,
      actor,
      subject,
      detail ? JSON.stringify(detail) : '',
    ]),
    newest: records[0]!.time,
    records: records.map(({ n }) => `audit-${n}`),
  };
}

/**
 * The same for what happens or does not: where the audit log was kept in the period, that nothing happened is what it
 * says, and as good a population as any. Without one record of the period nobody knows.
 */
export async function occurrences(
  source: EvidenceSource,
  period: Period,
  {
    kinds,
    one,
    many,
    none,
  }: { readonly kinds: readonly AuditKind[]; readonly one: string; readonly many?: string; readonly none: string },
): Promise<Gathered | NothingThere> {
  const found = await auditItem(source, period, kinds);
  if (found) return { ...found, summary: count(found.rows.length, one, many) };
  const [last] = await source.store.audit.list({ since: period.from, until: period.to, limit: 1 });
  if (!last) return { missing: 'the audit log has no record of the period' };
  return { summary: none, columns: recordColumns, rows: [], newest: last.time, records: [`audit-${last.n}`] };
}

/** Sums of the event log by day. */
export function dailyCounts({ store }: EvidenceSource, { from, to }: Period): Promise<readonly RollUp[]> {
  return store.events.rollUps({ since: from, until: to, bucketMillis: dayMillis });
}

/** How many calls the log has of the period, and when the last one was. */
export async function callsIn(
  source: EvidenceSource,
  period: Period,
): Promise<{ readonly calls: number; readonly newest: number | undefined }> {
  const sums = await dailyCounts(source, period);
  const calls = sums.filter(({ outcome }) => outcome === 'allowed' || outcome === 'denied' || outcome === 'would-deny');
  const newest = calls.reduce((latest, { minute, lastMinute }) => Math.max(latest, lastMinute ?? minute), 0);
  return { calls: calls.reduce((sum, { count: n }) => sum + n, 0), newest: newest || undefined };
}

export const nothingLogged: NothingThere = { missing: 'the event log has no calls of this period' };

/** Denials of the period by the status that was answered; only those that occur. */
export async function denialsByStatus(
  { events }: Pick<Store, 'events'>,
  { from, to }: Period,
  statuses: readonly number[],
): Promise<readonly { readonly status: number; readonly denied: number; readonly wouldDeny: number }[]> {
  const rows = await Promise.all(
    statuses.map(async (status) => ({
      status,
      denied: await events.count({ kind: 'denial', status, since: from, until: to }),
      wouldDeny: await events.count({ kind: 'would_deny', status, since: from, until: to }),
    })),
  );
  return rows.filter(({ denied, wouldDeny }) => denied + wouldDeny > 0);
}
