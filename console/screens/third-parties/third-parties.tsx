import { useLocation } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { CodeBlock } from '../../shared/code-block.js';
import { pathTo } from '../../shared/path.js';
import { useQueryState } from '../../shared/query-state.js';
import { Screen } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { Empty, Failed, Loading, Stale } from '../../shared/states.js';
import { Table, type Column } from '../../shared/table.js';
import { Time } from '../../shared/time.js';
import { useRead } from '../../shared/use-read.js';
import { CheckNow } from './check-now.js';
import { findingsText } from './findings-text.js';
import type { VendorRow } from './types.js';
import { reviewWords } from './words.js';
import styles from './third-parties.module.css';

/** Whom data go to: how they stand, and whether they may still be called. */
export default function ThirdParties() {
  const { data, error, refetch } = useRead<{ readonly items: readonly VendorRow[]; readonly cli: string }>('/vendors', {
    everyMillis: 15_000,
  });
  const [at, setAt] = useQueryState('at');
  const [, go] = useLocation();
  return (
    <Screen
      title="Third parties"
      kind="fill"
      note="Whom this API sends data to, how they stand, and when they are to be reviewed"
      actions={<AsCommand text={data?.cli} />}
    >
      {data && data.items.length > 0 && <CheckNow />}
      {error && !data && <Failed cause={error} what="The third parties" retry={() => void refetch()} />}
      {!data && !error && <Loading what="the third parties" lines={8} />}
      {data && <Stale failure={error} />}
      {data?.items.length === 0 && <NoThirdParties />}
      {data && data.items.length > 0 && (
        <Table
          label="Third parties"
          columns={columns}
          rows={data.items}
          rowKey={({ name }) => name}
          at={at}
          onMove={(name) => setAt(name)}
          onOpen={({ name }) => go(pathTo('third-parties', name))}
        />
      )}
    </Screen>
  );
}

const columns: readonly Column<VendorRow>[] = [
  { id: 'name', head: 'Name', track: 'minmax(120px, 1.4fr)', cell: ({ name }) => <span title={name}>{name}</span> },
  { id: 'tier', head: 'Tier', track: '72px', from: 'compact', cell: ({ tier }) => tier },
  { id: 'owner', head: 'Owner', track: 'minmax(100px, 1fr)', from: 'medium', cell: ({ owner }) => owner },
  {
    id: 'review',
    head: 'Review',
    track: '130px',
    cell: ({ review: { state } }) => <Badge tone={reviewWords[state].tone}>{reviewWords[state].label}</Badge>,
  },
  {
    id: 'due',
    head: 'Due',
    track: '96px',
    align: 'right',
    from: 'medium',
    cell: ({ review: { dueAt } }) => <Time at={dueAt} />,
  },
  {
    id: 'hosts',
    head: 'Hosts',
    track: 'minmax(140px, 1.4fr)',
    mono: true,
    from: 'wide',
    cell: ({ hosts }) => <span title={hosts.join(', ')}>{hosts.join(', ') || '–'}</span>,
  },
  { id: 'findings', head: 'Findings', track: 'minmax(96px, 1fr)', from: 'compact', cell: findingsText },
  {
    id: 'calls',
    head: 'Last call',
    track: '96px',
    align: 'right',
    from: 'wide',
    cell: ({ lastCallAt }) => <Time at={lastCallAt} />,
  },
  {
    id: 'use',
    head: 'Use',
    track: '98px',
    cell: ({ blocked }) => <Badge tone={blocked ? 'critical' : 'ok'}>{blocked ? 'switched off' : 'on'}</Badge>,
  },
];

const lines = `egressProxy: { address: 127.0.0.1:8081 }
egress:
  payments: { vendor: Acme Payments, hosts: [api.payments.example], send: [amount, currency] }
vendors:
  Acme Payments: { owner: payments team, data: high, privilege: low, dependence: high }
`;

function NoThirdParties() {
  return (
    <div className={styles['empty']}>
      <Empty kind="unset" title="The policy names no third party">
        Name whom data go to under <code>vendors</code>, and where to under <code>egress</code>. From then on only those
        are called, only what you list is sent, and each can be switched off here.
      </Empty>
      <CodeBlock text={lines} label="Lines for portcullis.yaml" />
    </div>
  );
}
