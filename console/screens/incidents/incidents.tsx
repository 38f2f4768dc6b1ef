import { useLocation } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { useKeys } from '../../shared/keyboard.js';
import { pathTo } from '../../shared/path.js';
import { setQuery, useQueryState } from '../../shared/query-state.js';
import { Screen, Toolbar } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge, SeverityMark } from '../../shared/severity.js';
import { Empty, Failed, Loading, Stale } from '../../shared/states.js';
import { Table, type Column } from '../../shared/table.js';
import { Tabs } from '../../shared/tabs.js';
import { Time } from '../../shared/time.js';
import { useRead } from '../../shared/use-read.js';
import { NewIncident } from './new-incident.js';
import { stateTones } from './state-tones.js';
import type { Incident } from './types.js';
import styles from './incidents.module.css';

const states = [
  { id: 'all', label: 'All' },
  { id: 'open', label: 'Open' },
  { id: 'contained', label: 'Contained' },
  { id: 'closed', label: 'Closed' },
] as const;

/** What went wrong for people, the newest first. */
export default function Incidents() {
  const [state] = useQueryState('state', 'all');
  const [at, setAt] = useQueryState('at');
  const [isNew, setNew] = useQueryState('new');
  const [, go] = useLocation();
  const mayOpen = useMay('openIncident');
  const query = { state: states.some(({ id }) => id === state) && state !== 'all' ? state : undefined };
  const { data, error, refetch } = useRead<{ readonly items: readonly Incident[]; readonly cli: string }>(
    '/incidents',
    { query, everyMillis: 10_000 },
  );
  useKeys(mayOpen && isNew !== '1' ? { n: () => setNew('1') } : {});
  const open = ({ number }: Incident): void => go(pathTo('incidents', String(number)));
  return (
    <Screen
      title="Incidents"
      kind="fill"
      note="What went wrong for people, and what is done about it"
      actions={
        <>
          <AsCommand text={data?.cli} />
          {mayOpen && isNew !== '1' && (
            <Button kind="primary" hotkey="n" onClick={() => setNew('1')}>
              Open an incident
            </Button>
          )}
        </>
      }
    >
      {mayOpen && isNew === '1' && <NewIncident close={() => setNew('')} opened={open} />}
      <Toolbar>
        <Tabs
          label="State"
          tabs={states}
          value={state}
          onChange={(next) => setQuery({ state: next === 'all' ? undefined : next, at: undefined }, true)}
        />
      </Toolbar>
      {error && !data && <Failed cause={error} what="The incidents" retry={() => void refetch()} />}
      {!data && !error && <Loading what="the incidents" lines={8} />}
      {data && <Stale failure={error} />}
      {data && (
        <Table
          label="Incidents"
          columns={columns}
          rows={data.items}
          rowKey={({ number }) => String(number)}
          at={at}
          onMove={(number) => setAt(number)}
          onOpen={open}
          empty={
            <div className={styles['empty']}>
              <Empty kind="none" title={state === 'all' ? '0 incidents' : `0 incidents are ${state}`}>
                One is opened from a detection, or by hand. From then on it keeps what happened and when.
              </Empty>
            </div>
          }
        />
      )}
    </Screen>
  );
}

const columns: readonly Column<Incident>[] = [
  { id: 'number', head: 'No.', track: '44px', align: 'right', cell: ({ number }) => number },
  { id: 'severity', head: 'Severity', track: '88px', cell: ({ severity }) => <SeverityMark of={severity} /> },
  {
    id: 'title',
    head: 'Incident',
    track: 'minmax(120px, 3fr)',
    cell: ({ title }) => <span title={title}>{title}</span>,
  },
  {
    id: 'state',
    head: 'State',
    track: '96px',
    cell: ({ state }) => <Badge tone={stateTones[state]}>{state}</Badge>,
  },
  { id: 'lead', head: 'Lead', track: 'minmax(90px, 1fr)', from: 'medium', cell: ({ roles }) => roles['lead'] ?? '–' },
  {
    id: 'opened',
    head: 'Opened',
    track: '100px',
    align: 'right',
    from: 'compact',
    cell: ({ openedAt }) => <Time at={openedAt} />,
  },
];
