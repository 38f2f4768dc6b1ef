import { SeverityMark, Badge } from '../../shared/severity.js';
import type { Column } from '../../shared/table.js';
import { Time } from '../../shared/time.js';
import { stateWords } from './states.js';
import type { FindingGroup, FindingRow } from './types.js';
import styles from './findings.module.css';

function State({ of }: { readonly of: FindingRow['status'] | null }) {
  if (of === null) return <span className={styles['soft']}>several</span>;
  return <Badge tone={stateWords[of].tone}>{stateWords[of].short ?? stateWords[of].label}</Badge>;
}

export const groupColumns: readonly Column<FindingGroup>[] = [
  { id: 'severity', head: 'Severity', track: '92px', cell: ({ severity }) => <SeverityMark of={severity} /> },
  {
    id: 'message',
    head: 'What is wrong',
    track: 'minmax(200px, 1fr)',
    cell: ({ count, message, title }) => <span title={message}>{count === 1 ? message : title}</span>,
  },
  {
    id: 'operation',
    head: 'Operation',
    track: 'minmax(110px, 150px)',
    mono: true,
    from: 'medium',
    cell: ({ operation }) => operation ?? '–',
  },
  { id: 'rule', head: 'Rule', track: 'minmax(130px, 180px)', mono: true, from: 'wide', cell: ({ rule }) => rule },
  {
    id: 'count',
    head: 'Count',
    track: '56px',
    align: 'right',
    from: 'medium',
    cell: ({ count }) => count.toLocaleString('en'),
  },
  { id: 'state', head: 'State', track: '112px', from: 'medium', cell: ({ status }) => <State of={status} /> },
  {
    id: 'seen',
    head: 'Last seen',
    track: '96px',
    align: 'right',
    from: 'wide',
    cell: ({ lastSeenAt }) => <Time at={lastSeenAt} />,
  },
];

export const findingColumns: readonly Column<FindingRow>[] = [
  {
    id: 'severity',
    head: 'Severity',
    track: '92px',
    sort: 'severity',
    cell: ({ severity }) => <SeverityMark of={severity} />,
  },
  {
    id: 'message',
    head: 'What is wrong',
    track: 'minmax(200px, 1fr)',
    cell: ({ message }) => <span title={message}>{message}</span>,
  },
  {
    id: 'operation',
    head: 'Operation',
    track: 'minmax(110px, 150px)',
    mono: true,
    from: 'medium',
    cell: ({ operation }) => operation ?? '–',
  },
  { id: 'rule', head: 'Rule', track: 'minmax(130px, 180px)', mono: true, from: 'wide', cell: ({ rule }) => rule },
  { id: 'part', head: 'Part', track: 'minmax(90px, 130px)', mono: true, from: 'wide', cell: ({ part }) => part ?? '–' },
  { id: 'state', head: 'State', track: '112px', from: 'medium', cell: ({ status }) => <State of={status} /> },
  {
    id: 'seen',
    head: 'Last seen',
    track: '96px',
    align: 'right',
    from: 'medium',
    sort: 'newest',
    cell: ({ lastSeenAt }) => <Time at={lastSeenAt} />,
  },
];
