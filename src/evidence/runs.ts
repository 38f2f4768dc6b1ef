import type { Cell as CoverageCell, Run } from '../core/finding.js';
import type { RunSummary } from '../store/store.js';
import { count, isIn } from './facts.js';
import type { EvidenceSource, Gathered, NothingThere } from './item.js';
import type { Cell, Period } from './types.js';

const atOnce = 200;
/** Runs whose coverage is counted cell by cell; of older ones the summary tells. */
const mostRead = 50;

/** Runs of a kind in the period, or the last one before it: then it is as old as it is. */
export async function runsItem(
  { store }: Pick<EvidenceSource, 'store'>,
  period: Period,
  kind: 'audit' | 'pentest',
): Promise<Gathered | NothingThere> {
  const all = await runsBefore(store, period.to, kind);
  if (all.length === 0) return { missing: `no ${kind} was run` };
  const inPeriod = all.filter(({ startedAt }) => isIn(period, Date.parse(startedAt)));
  const shown = inPeriod.length > 0 ? inPeriod : all.slice(0, 1);
  const rows: (readonly Cell[])[] = [];
  for (const [n, run] of shown.entries())
    rows.push(rowOf(run, n < mostRead ? await store.runs.get(run.id) : undefined));
  const last = shown[0]!;
  const when = inPeriod.length > 0 ? `${count(inPeriod.length, 'run')} in the period` : 'none in the period';
  return {
    summary: `${when}; the last on ${last.startedAt.slice(0, 10)}: ${last.outcome}, ${reachOf(last)}${count(last.findings, 'finding')}`,
    columns: [
      'run',
      'started',
      'finished',
      'outcome',
      'operations',
      'reached',
      'passed',
      'failed',
      'skipped',
      'unreachable',
      'requests',
      'findings',
      'target',
    ],
    rows,
    newest: Date.parse(last.finishedAt),
  };
}

async function runsBefore(store: EvidenceSource['store'], before: number, kind: Run['kind']): Promise<RunSummary[]> {
  const found: RunSummary[] = [];
  for (let after: RunSummary | undefined; ; after = found.at(-1)) {
    const page = await store.runs.summaries({ kind, limit: atOnce, ...(after ? { after } : {}) });
    found.push(...page);
    if (page.length < atOnce) break;
  }
  return found.filter(({ startedAt }) => Date.parse(startedAt) < before);
}

function reachOf({ operations, reached }: RunSummary): string {
  return operations === undefined || reached === undefined
    ? ''
    : `${reached} of ${count(operations, 'operation')} reached, `;
}

function rowOf(summary: RunSummary, run: Run | undefined): readonly Cell[] {
  const cells = Object.values(run?.coverage?.cells ?? {}).flatMap((checks) => Object.values(checks));
  const of = (state: CoverageCell['state']): Cell =>
    run?.coverage ? cells.filter((cell) => cell.state === state).length : '';
  return [
    summary.id,
    summary.startedAt,
    summary.finishedAt,
    summary.outcome,
    summary.operations ?? '',
    summary.reached ?? '',
    of('passed'),
    of('failed'),
    of('skipped'),
    of('unreachable'),
    summary.requests ?? '',
    summary.findings,
    summary.target ?? '',
  ];
}
