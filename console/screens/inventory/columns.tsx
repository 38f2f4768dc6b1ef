import { MethodPath } from '../../shared/links.js';
import { Count } from '../../shared/number.js';
import { SeverityMark } from '../../shared/severity.js';
import type { Column } from '../../shared/table.js';
import { Time } from '../../shared/time.js';
import type { Width } from '../../shared/width.js';
import { accessText, limitText, StateBadge, tightest } from './operation-cells.js';
import type { OperationRow } from './types.js';
import styles from './inventory.module.css';

const longestPath = 44;
const longestWhenNarrow = 21;
const letterPixels = 8;
const methodPixels = 62;

/** The columns that say something: one API needs no name, and where no data has a class there is nothing to show. */
export function columnsFor(rows: readonly OperationRow[], width: Width): readonly Column<OperationRow>[] {
  const longest = Math.min(
    width === 'narrow' ? longestWhenNarrow : longestPath,
    Math.max(18, ...rows.map(({ path }) => path.length)),
  );
  const hasApis = new Set(rows.map(({ api }) => api)).size > 1;
  const hasClasses = rows.some(({ dataClasses }) => dataClasses.length > 0);
  return [
    {
      id: 'path',
      head: 'Operation',
      track: `minmax(${longest * letterPixels + methodPixels}px, 1fr)`,
      sort: 'path',
      cell: ({ method, path }) => <MethodPath method={method} path={path} most={longest} />,
    },
    ...(hasApis ? [api] : []),
    ...protection,
    ...(hasClasses ? [classes] : []),
    ...use,
  ];
}

type OperationColumn = Column<OperationRow>;

const api: OperationColumn = { id: 'api', head: 'API', track: '80px', from: 'medium', cell: ({ api: name }) => name };

const classes: OperationColumn = {
  id: 'classes',
  head: 'Data',
  track: 'minmax(60px, 0.5fr)',
  from: 'wide',
  cell: ({ dataClasses }) => <span title={dataClasses.join(', ')}>{dataClasses.join(', ') || '–'}</span>,
};

const protection: readonly OperationColumn[] = [
  {
    id: 'authentication',
    head: 'Sign-in by',
    track: 'minmax(84px, 0.5fr)',
    from: 'wide',
    cell: (row) => (row.public ? 'none' : row.authentication),
  },
  {
    id: 'access',
    head: 'Who may',
    track: 'minmax(96px, 0.5fr)',
    from: 'medium',
    cell: (row) => <span title={accessText(row)}>{accessText(row)}</span>,
  },
  {
    id: 'limit',
    head: 'Tightest limit',
    track: '126px',
    from: 'wide',
    cell: ({ limits }) => <span title={limits.join('\n')}>{limitText(tightest(limits))}</span>,
  },
  { id: 'state', head: 'State', track: '84px', from: 'medium', cell: ({ state }) => <StateBadge of={state} /> },
];

const use: readonly OperationColumn[] = [
  {
    id: 'requests',
    head: 'Calls 24 h',
    track: '66px',
    align: 'right',
    sort: 'requests',
    from: 'medium',
    cell: ({ requests24h }) => <Count of={requests24h} />,
  },
  {
    id: 'denied',
    head: 'Denied',
    track: '52px',
    align: 'right',
    from: 'wide',
    sort: 'denied',
    cell: ({ denied24h }) => <Count of={denied24h} />,
  },
  {
    id: 'errors',
    head: 'Failed',
    track: '52px',
    align: 'right',
    from: 'wide',
    cell: ({ errorPercent24h, requests24h }) => (requests24h === 0 ? '–' : `${errorPercent24h} %`),
  },
  {
    id: 'seen',
    head: 'Last call',
    track: '80px',
    align: 'right',
    from: 'wide',
    cell: ({ lastSeen }) => <Time at={lastSeen} />,
  },
  {
    id: 'findings',
    head: 'Findings',
    track: 'clamp(52px, 14vw, 112px)',
    sort: 'findings',
    cell: ({ openFindings, worstSeverity }) =>
      worstSeverity ? (
        <span className={styles['findings']}>
          {openFindings} <SeverityMark of={worstSeverity} />
        </span>
      ) : (
        '–'
      ),
  },
];
