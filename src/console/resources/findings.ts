import { lessonForFinding } from '../../app/learn-files.js';
import { uuidv7 } from '../../core/ids.js';
import { severities, type Finding, type FindingStatus, type Severity } from '../../core/finding.js';
import type { FindingPage, FindingSelection } from '../../store/finding-pages.js';
import { cli, flag } from '../cli.js';
import { cursorOf, isText, isWhole, pageOf, readCursor } from '../cursor.js';
import { findingRow } from '../finding-view.js';
import { may, operation, type Call, type ConsoleOperation } from '../operation.js';
import { Refusal } from '../problem.js';
import { closed, cursor, isoDay, limit, name, oneOf, reason, text, words, type Schema } from '../schemas.js';

const statuses: readonly FindingStatus[] = ['open', 'patched', 'accepted', 'false-positive', 'fixed', 'regressed'];
const settable: readonly FindingStatus[] = ['open', 'accepted', 'false-positive', 'fixed'];
/** So many can be set in one go. */
const mostAtOnce = 10_000;

const selection: Readonly<Record<string, Schema>> = {
  status: words,
  severity: words,
  source: oneOf('audit', 'pentest', 'proof'),
  api: name,
  operation: name,
  rule: name,
  q: text(200),
};

interface Selecting {
  readonly status?: string;
  readonly severity?: string;
  readonly source?: Finding['source'];
  readonly api?: string;
  readonly operation?: string;
  readonly rule?: string;
  readonly q?: string;
}

interface Listing extends Selecting {
  readonly sort: 'severity' | 'newest';
  readonly limit: number;
  readonly cursor?: string;
}

interface Setting {
  readonly status: FindingStatus;
  readonly reason: string;
  readonly expires?: string;
}

const setting: Readonly<Record<string, Schema>> = { status: oneOf(...settable), reason, expires: isoDay };

/** Throws `Refusal` 422 for a word that is no status or severity. */
function selectionOf({ status, severity, q, source, api, operation: id, rule }: Selecting): FindingSelection {
  return {
    ...(status ? { status: wordsOf(status, statuses, '/status') } : {}),
    ...(severity ? { severity: wordsOf(severity, severities, '/severity') } : {}),
    ...(source ? { source } : {}),
    ...(api ? { api } : {}),
    ...(id ? { operation: id } : {}),
    ...(rule ? { rule } : {}),
    ...(q ? { text: q } : {}),
  };
}

function wordsOf<T extends string>(given: string, known: readonly T[], pointer: string): readonly T[] {
  return given.split(',').map((word) => {
    const found = known.find((each) => each === word);
    if (found !== undefined) return found;
    const detail = `There is no "${word}"`;
    throw new Refusal(422, 'REQUEST_INVALID', detail, { errors: [{ pointer, detail, expected: known.join(', ') }] });
  });
}

type After = NonNullable<FindingPage['after']>;

function isAfter(value: unknown): value is After {
  const { severity, lastSeenAt, fingerprint } = (value ?? {}) as Partial<After>;
  return severities.includes(severity as Severity) && isWhole(lastSeenAt) && isText(fingerprint);
}

/** What bulk changes did, so that they can be undone while the console runs. */
const undoable = new Map<string, readonly { readonly fingerprint: string; readonly before: Setting }[]>();
const mostUndoable = 50;

export const findingOperations: readonly ConsoleOperation[] = [
  operation<Listing>({
    id: 'listFindings',
    method: 'GET',
    path: '/findings',
    summary: 'Findings, worst or newest first',
    roles: may.read,
    query: { ...selection, sort: oneOf('severity', 'newest'), limit, cursor },
    async run({ app, query }) {
      const { findings } = await app.store();
      const after = readCursor(query.cursor, isAfter);
      const page = { ...selectionOf(query), order: query.sort ?? 'severity', limit: query.limit + 1 };
      const rows = (await findings.page({ ...page, ...(after ? { after } : {}) })).map(findingRow);
      return pageOf(rows, query.limit, ({ severity, lastSeenAt, fingerprint }) => ({
        severity,
        lastSeenAt,
        fingerprint,
      }));
    },
  }),
  operation<Selecting>({
    id: 'countFindings',
    method: 'GET',
    path: '/findings/counts',
    summary: 'How many findings there are of each status and severity',
    roles: may.read,
    query: selection,
    async run({ app, query }) {
      const { findings } = await app.store();
      const counts = await findings.counts(selectionOf(query));
      const sum = (of: (each: (typeof counts)[number]) => string, rows = counts) =>
        rows.reduce<Record<string, number>>(
          (sums, row) => ({ ...sums, [of(row)]: (sums[of(row)] ?? 0) + row.count }),
          {},
        );
      const open = counts.filter(({ status }) => status === 'open' || status === 'regressed');
      return {
        total: counts.reduce((total, { count }) => total + count, 0),
        byStatus: sum(({ status }) => status),
        bySeverity: sum(({ severity }) => severity, open),
      };
    },
  }),
  operation<Listing>({
    id: 'listFindingGroups',
    method: 'GET',
    path: '/findings/groups',
    summary: 'Findings by cause: one row for each rule and operation',
    roles: may.read,
    query: { ...selection, limit, cursor },
    async run({ app, query }) {
      const { findings } = await app.store();
      const offset = readCursor(query.cursor, isWhole) ?? 0;
      const found = await findings.groups({ ...selectionOf(query), limit: query.limit + 1, offset });
      const items = await Promise.all(
        found.slice(0, query.limit).map(async ({ operation: id, ...group }) => {
          const { finding } = await findings.get(group.fingerprint);
          const { title, message, status } = finding;
          return { ...group, operation: id ?? null, title, message, status: group.count === 1 ? status : null };
        }),
      );
      return { items, next: found.length > query.limit ? cursorOf(offset + query.limit) : null };
    },
  }),
  operation<object, { readonly filter: Selecting } & Setting>({
    id: 'setFindings',
    method: 'POST',
    path: '/findings/status',
    summary: 'Set the status of all findings that a filter selects',
    roles: may.triage,
    body: closed({ filter: closed(selection), ...setting }, ['filter', 'status', 'reason']),
    async run(call) {
      const { findings } = await call.app.store();
      const { filter, status } = call.body;
      const selected = await findings.page({ ...selectionOf(filter), limit: mostAtOnce + 1 });
      if (selected.length > mostAtOnce) {
        throw new Refusal(422, 'REQUEST_INVALID', 'The filter selects too many', { expected: `at most ${mostAtOnce}` });
      }
      const changing = selected.filter(({ finding }) => finding.status !== status);
      const before: { fingerprint: string; before: Setting }[] = [];
      for (const stored of changing) {
        await setOne(call, stored.finding.fingerprint);
        before.push({ fingerprint: stored.finding.fingerprint, before: settingOf(stored) });
      }
      const undo = uuidv7();
      undoable.set(undo, before);
      for (const old of undoable.keys()) if (undoable.size > mostUndoable) undoable.delete(old);
      const line = cli(
        'findings',
        'set',
        'FINDING',
        status,
        '--reason',
        call.body.reason,
        ...flag('--expires', call.body.expires),
      );
      return { changed: changing.length, undo, cli: line };
    },
  }),
  operation<object, { readonly undo: string }>({
    id: 'undoFindings',
    method: 'POST',
    path: '/findings/undo',
    summary: 'Take back a change of many findings',
    roles: may.triage,
    body: closed({ undo: text(60) }, ['undo']),
    async run({ app, body, caller }) {
      const changes = undoable.get(body.undo);
      if (!changes) throw new Refusal(404, 'NOT_FOUND', 'There is nothing to take back under this name any more');
      undoable.delete(body.undo);
      const { findings } = await app.store();
      for (const { fingerprint, before } of changes) {
        const { status, ...rest } = before;
        await findings.setStatus(fingerprint, status, { by: caller.name, ...rest });
      }
      return { changed: changes.length, cli: null };
    },
  }),
  operation({
    id: 'getFinding',
    method: 'GET',
    path: '/findings/{fingerprint}',
    summary: 'A finding with its evidence, history and proofs',
    roles: may.read,
    async run({ app, params }) {
      const { findings, runs } = await app.store();
      const stored = await findings.get(params.fingerprint!);
      const { fingerprint, reproduce } = stored.finding;
      const [history, proofs] = await Promise.all([
        findings.history(fingerprint),
        runs.summaries({ kind: 'proof', subject: fingerprint, limit: 10 }),
      ]);
      return {
        ...stored,
        triage: stored.triage ?? null,
        history,
        proofs,
        reproduce: reproduce ?? null,
        cli: cli('findings', 'show', fingerprint.slice(0, 8)),
      };
    },
  }),
  operation<object, Setting>({
    id: 'setFinding',
    method: 'POST',
    path: '/findings/{fingerprint}/status',
    summary: 'Set the status of a finding, with a reason',
    roles: may.triage,
    body: closed(setting, ['status', 'reason']),
    async run(call) {
      const { findings } = await call.app.store();
      const before = await findings.get(call.params.fingerprint!);
      const { fingerprint } = before.finding;
      const stored = await setOne(call, fingerprint);
      const { status, reason: why, expires } = call.body;
      return {
        row: findingRow(stored),
        // Who closes one may learn how the next is not made.
        lesson: status === 'open' ? null : (lessonForFinding(stored.finding) ?? null),
        undo: { fingerprint, ...settingOf(before) },
        cli: cli('findings', 'set', fingerprint.slice(0, 8), status, '--reason', why, ...flag('--expires', expires)),
      };
    },
  }),
];

async function setOne({ app, body, caller }: Call<unknown, Setting>, fingerprint: string) {
  const { findings } = await app.store();
  const { status, reason: why, expires } = body;
  return findings.setStatus(fingerprint, status, { reason: why, by: caller.name, ...(expires ? { expires } : {}) });
}

/** What brings the finding back to where it was. A status that only a run or a proof gives goes back to open. */
function settingOf({ finding, triage }: Awaited<ReturnType<typeof setOne>>): Setting {
  const status = settable.includes(finding.status) ? finding.status : 'open';
  return { status, reason: triage?.reason ?? 'taken back', ...(triage?.expires ? { expires: triage.expires } : {}) };
}
