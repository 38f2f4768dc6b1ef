import { Link, useLocation } from 'wouter';
import { Button } from '../../shared/button.js';
import type { Job } from '../../shared/job.js';
import { useKeys } from '../../shared/keyboard.js';
import { pathTo } from '../../shared/path.js';
import { useQueryState } from '../../shared/query-state.js';
import { Screen, Toolbar } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge } from '../../shared/severity.js';
import { Empty, Failed, Loading } from '../../shared/states.js';
import { Table, type Column } from '../../shared/table.js';
import { Tabs } from '../../shared/tabs.js';
import { Time } from '../../shared/time.js';
import { usePages, useRead } from '../../shared/use-read.js';
import { verdictWords } from '../finding/proof-view.js';
import { JobPanel } from './job-panel.js';
import { NewRun } from './new-run.js';
import { tookOf } from './took.js';
import type { RunRow } from './types.js';
import styles from './scans.module.css';

const kinds = [
  { id: '', label: 'All' },
  { id: 'audit', label: 'Audit' },
  { id: 'pentest', label: 'Pentest' },
  { id: 'proof', label: 'Proof' },
] as const;

/** Runs and what they covered; a new one, and its log while it runs. */
export default function ScansScreen() {
  const [kind, setKind] = useQueryState('kind');
  const [isNew, setNew] = useQueryState('new');
  const [job, setJob] = useQueryState('job');
  const mayStart = useMay('startRun');
  const jobs = useRead<{ readonly items: readonly Job[] }>('/jobs', { everyMillis: 5000 });
  const running = jobs.data?.items.find(({ state }) => state === 'running');
  const followed = job || running?.id;
  useKeys(mayStart && !isNew ? { n: () => setNew('1') } : {});
  return (
    <Screen
      title="Scans"
      kind="fill"
      actions={
        mayStart &&
        !isNew && (
          <Button kind="primary" hotkey="n" onClick={() => setNew('1')}>
            New scan
          </Button>
        )
      }
    >
      {mayStart && isNew && (
        <NewRun
          close={() => setNew('')}
          started={({ id }) => {
            setNew('');
            setJob(id);
          }}
        />
      )}
      {followed && <JobPanel key={followed} id={followed} close={() => setJob('')} />}
      <Toolbar>
        <Tabs label="Kind" tabs={kinds} value={kind} onChange={setKind} />
      </Toolbar>
      <Runs kind={kind} />
    </Screen>
  );
}

const columns: readonly Column<RunRow>[] = [
  { id: 'kind', head: 'Kind', track: '76px', cell: ({ kind }) => kind },
  { id: 'target', head: 'Target', track: 'minmax(130px, 2fr)', mono: true, cell: targetOf },
  {
    id: 'outcome',
    head: 'Outcome',
    track: 'minmax(120px, 1fr)',
    cell: ({ outcome, verdict }) => <Outcome outcome={outcome} verdict={verdict} />,
  },
  {
    id: 'reached',
    head: 'Reached',
    track: '90px',
    align: 'right',
    from: 'medium',
    cell: ({ reached, operations }) => (operations === undefined ? '–' : `${reached ?? 0} of ${operations}`),
  },
  {
    id: 'requests',
    head: 'Requests',
    track: '86px',
    align: 'right',
    from: 'medium',
    cell: ({ requests }) => requests?.toLocaleString('en') ?? '–',
  },
  {
    id: 'findings',
    head: 'Findings',
    track: '76px',
    align: 'right',
    cell: ({ findings, kind }) => (kind === 'proof' ? '–' : findings),
  },
  { id: 'took', head: 'Took', track: '72px', align: 'right', from: 'wide', cell: tookOf },
  {
    id: 'at',
    head: 'Started',
    track: '100px',
    align: 'right',
    from: 'medium',
    cell: ({ startedAt }) => <Time at={startedAt} />,
  },
];

function targetOf({ target, subject, kind }: RunRow) {
  if (subject !== undefined) return <Link href={pathTo('findings', subject)}>finding {subject.slice(0, 8)}</Link>;
  return target ?? (kind === 'audit' ? 'contracts and policy' : '–');
}

function Outcome({ outcome, verdict }: Pick<RunRow, 'outcome'> & { readonly verdict: RunRow['verdict'] }) {
  if (verdict) return <Badge tone={verdictWords[verdict].tone}>{verdictWords[verdict].label}</Badge>;
  return <Badge tone={outcome === 'complete' ? 'ok' : 'medium'}>{outcome}</Badge>;
}

function Runs({ kind }: { readonly kind: string }) {
  const pages = usePages<RunRow>('/runs', { query: { kind } });
  const [at, setAt] = useQueryState('at');
  const [, go] = useLocation();
  if (pages.isLoading) return <Loading what="the runs" lines={8} />;
  if (pages.error && !pages.items.length) return <Failed cause={pages.error} what="The runs" retry={pages.again} />;
  return (
    <Table
      label="Runs"
      columns={columns}
      rows={pages.items}
      rowKey={({ id }) => id}
      at={at}
      onMove={setAt}
      onOpen={({ id }) => go(pathTo('scans', id))}
      hasMore={pages.hasMore}
      onEnd={pages.more}
      isStale={pages.isStale}
      empty={
        <div className={styles['empty']}>
          {kind === '' ? (
            <Empty kind="unset" title="Nothing was scanned yet" command="portcullis pentest">
              An audit reads contract and policy; a pentest attacks the running API, within the scope that the policy
              names.
            </Empty>
          ) : (
            <Empty kind="none" title={`No ${kind} yet`} />
          )}
        </div>
      }
    />
  );
}
