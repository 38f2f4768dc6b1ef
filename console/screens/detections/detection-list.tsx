import { AsCommand } from '../../shared/as-command.js';
import { Panel } from '../../shared/panel.js';
import { setQuery, useQueryState } from '../../shared/query-state.js';
import { Split, Toolbar } from '../../shared/screen.js';
import { Badge, SeverityMark } from '../../shared/severity.js';
import { Empty, Failed, Loading, Stale } from '../../shared/states.js';
import { Table, type Column } from '../../shared/table.js';
import { Tabs } from '../../shared/tabs.js';
import { Time } from '../../shared/time.js';
import { usePages, useRead } from '../../shared/use-read.js';
import { DetectionPanel } from './detection-panel.js';
import type { DetectionRow, DetectorRow } from './types.js';
import styles from './detections.module.css';

const states = [
  { id: 'open', label: 'Open' },
  { id: 'closed', label: 'Closed' },
  { id: 'all', label: 'All' },
];

/** What detectors noticed, the newest first. */
export function DetectionList() {
  const [state] = useQueryState('state', 'open');
  const [rule, setRule] = useQueryState('rule');
  const [row, setRow] = useQueryState('row');
  const query = { rule, state: state === 'all' ? undefined : state };
  const pages = usePages<DetectionRow>('/detections', { query, everyMillis: 5000 });
  const detectors = useRead<{ readonly items: readonly DetectorRow[] }>('/detectors');
  const opened = pages.items.find(({ id }) => id === row);
  return (
    <>
      <Toolbar>
        <Tabs
          label="State"
          tabs={states}
          value={state}
          onChange={(next) => setQuery({ state: next === 'open' ? undefined : next, row: undefined }, true)}
        />
        <select
          className={styles['select']}
          aria-label="Detector"
          value={rule}
          onChange={({ target }) => setRule(target.value, true)}
        >
          <option value="">Every detector</option>
          {(detectors.data?.items ?? []).map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </Toolbar>
      {pages.error !== null && pages.items.length > 0 && <Stale failure={pages.error} />}
      <Split
        panel={
          row !== '' && (
            <Panel title={opened?.title ?? 'Detection'} label="Detection" onClose={() => setRow('')}>
              <DetectionPanel id={row} />
            </Panel>
          )
        }
      >
        {pages.isLoading ? (
          <Loading what="the detections" lines={10} />
        ) : pages.error && !pages.items.length ? (
          <Failed what="The detections" cause={pages.error} retry={pages.again} />
        ) : (
          <Table
            label="Detections"
            columns={columns}
            rows={pages.items}
            rowKey={({ id }) => id}
            at={row}
            onMove={(id) => setRow(id)}
            onOpen={({ id }) => setRow(id)}
            hasMore={pages.hasMore}
            onEnd={pages.more}
            isStale={pages.isStale}
            empty={
              <div className={styles['nothing']}>
                <Empty kind="none" title={state === 'all' ? '0 detections' : `0 ${state} detections`}>
                  {detectors.data
                    ? `${detectors.data.items.filter(({ enabled }) => enabled).length} detectors look at every event.`
                    : 'The detectors look at every event.'}
                  {state === 'open' && ' Closed ones are under "Closed".'}
                </Empty>
              </div>
            }
          />
        )}
      </Split>
      <AsCommand text={`portcullis detections list ${state === 'open' ? '--open' : '--all'}`} />
    </>
  );
}

const columns: readonly Column<DetectionRow>[] = [
  { id: 'severity', head: 'Severity', track: '88px', cell: ({ severity }) => <SeverityMark of={severity} /> },
  { id: 'title', head: 'Detection', track: 'minmax(170px, 1.2fr)', cell: ({ title }) => title },
  {
    id: 'summary',
    head: 'What was seen',
    track: 'minmax(200px, 2.4fr)',
    from: 'medium',
    cell: ({ summary }) => <span title={summary}>{summary}</span>,
  },
  {
    id: 'about',
    head: 'About',
    track: 'minmax(120px, 1fr)',
    from: 'wide',
    cell: ({ about }) => <span title={about}>{about}</span>,
  },
  {
    id: 'state',
    head: 'State',
    track: '112px',
    from: 'medium',
    cell: ({ state, blocks }) => <StateText state={state} effects={blocks.map(({ effect }) => effect)} />,
  },
  { id: 'time', head: 'Noticed', track: '100px', align: 'right', cell: ({ time }) => <Time at={time} /> },
];

/** Open, closed, or what is being done about it. */
export function StateText({ state, effects }: { readonly state: string; readonly effects: readonly string[] }) {
  if (effects.includes('block')) return <Badge tone="high">kept out</Badge>;
  if (effects.includes('throttle')) return <Badge tone="medium">slowed down</Badge>;
  return <Badge tone={state === 'open' ? 'medium' : 'info'}>{state}</Badge>;
}
