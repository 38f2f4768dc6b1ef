import { AsCommand } from '../../shared/as-command.js';
import { counted } from '../../shared/number.js';
import { Panel } from '../../shared/panel.js';
import { useQueryState } from '../../shared/query-state.js';
import { Split, Toolbar } from '../../shared/screen.js';
import { SearchField } from '../../shared/search-field.js';
import { Badge, SeverityMark } from '../../shared/severity.js';
import { Empty, Failed, Loading, Stale } from '../../shared/states.js';
import { Table, type Column } from '../../shared/table.js';
import { useRead } from '../../shared/use-read.js';
import { DetectorPanel } from './detector-panel.js';
import type { DetectorRow } from './types.js';
import styles from './detections.module.css';

/** The detectors, how often each noticed something, and how it is set. */
export function DetectorList() {
  const [q, setQ] = useQueryState('q');
  const [row, setRow] = useQueryState('row');
  const { data, error, refetch } = useRead<{ readonly items: readonly DetectorRow[] }>('/detectors');
  if (!data) {
    return error ? (
      <Failed what="The detectors" cause={error} retry={() => void refetch()} />
    ) : (
      <Loading what="the detectors" lines={14} />
    );
  }
  const rows = data.items.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(q.toLowerCase()));
  const opened = data.items.find(({ id }) => id === row);
  const on = data.items.filter(({ enabled }) => enabled).length;
  return (
    <>
      <Toolbar>
        <SearchField label="Find detectors" value={q} onChange={setQ} />
        <p className={styles['count']}>
          {counted(on, 'detector')} on, {data.items.length - on} off
        </p>
      </Toolbar>
      <Stale failure={error} />
      <Split
        panel={
          opened && (
            <Panel title={opened.title} label="Detector" onClose={() => setRow('')}>
              <DetectorPanel key={opened.id} of={opened} />
            </Panel>
          )
        }
      >
        <Table
          label="Detectors"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          at={row}
          onMove={(id) => setRow(id)}
          onOpen={({ id }) => setRow(id)}
          empty={
            <div className={styles['nothing']}>
              <Empty kind="none" title="No detector matches">
                {counted(data.items.length, 'detector')} in all.
              </Empty>
            </div>
          }
        />
      </Split>
      <AsCommand text="portcullis detections list" />
    </>
  );
}

const columns: readonly Column<DetectorRow>[] = [
  { id: 'severity', head: 'Severity', track: '88px', cell: ({ severity }) => <SeverityMark of={severity} /> },
  { id: 'title', head: 'Detector', track: 'minmax(180px, 2fr)', cell: ({ title }) => title },
  { id: 'id', head: 'Id', track: 'minmax(140px, 1fr)', from: 'wide', mono: true, cell: ({ id }) => id },
  {
    id: 'thresholds',
    head: 'Thresholds',
    track: 'minmax(160px, 2fr)',
    from: 'wide',
    cell: ({ thresholds }) =>
      thresholds
        .map(({ name, value, default: usual }) => `${name} ${value}${value === usual ? '' : ' (set)'}`)
        .join(', ') || '–',
  },
  {
    id: 'enabled',
    head: 'State',
    track: '64px',
    cell: ({ enabled }) => <Badge tone={enabled ? 'ok' : 'medium'}>{enabled ? 'on' : 'off'}</Badge>,
  },
  { id: 'hits', head: '7 days', track: '60px', align: 'right', cell: ({ hits7d }) => hits7d.toLocaleString('en') },
];
