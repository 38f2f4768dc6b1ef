import { useLocation } from 'wouter';
import { useQueryState } from '../../shared/query-state.js';
import { pathTo } from '../../shared/path.js';
import { Badge } from '../../shared/severity.js';
import { Table, type Column } from '../../shared/table.js';
import { exactTime } from '../../shared/time.js';
import { stateTones, stateWords, type LessonRow } from './types.js';

const day = (at: number | undefined): string => (at === undefined ? '–' : exactTime(at).slice(0, 10));

const columns: readonly Column<LessonRow>[] = [
  { id: 'number', head: 'No.', track: '44px', align: 'right', cell: ({ number }) => number },
  {
    id: 'title',
    head: 'Lesson',
    track: 'minmax(150px, 1fr)',
    cell: ({ title, summary }) => <span title={summary}>{title}</span>,
  },
  {
    id: 'owasp',
    head: 'OWASP',
    track: '150px',
    from: 'wide',
    cell: ({ owasp }) => owasp.map((id) => id.replace(':2023', '')).join(', '),
  },
  {
    id: 'state',
    head: 'State',
    track: '100px',
    cell: ({ state }) => <Badge tone={stateTones[state]}>{stateWords[state]}</Badge>,
  },
  {
    id: 'next',
    head: 'Next',
    track: 'minmax(200px, 1fr)',
    mono: true,
    from: 'medium',
    cell: ({ next }) => next || '–',
  },
  {
    id: 'due',
    head: 'Due',
    track: '148px',
    from: 'medium',
    cell: ({ dueAt, isOverdue }) =>
      isOverdue ? <Badge tone="high">overdue, {day(dueAt)}</Badge> : <span>{day(dueAt)}</span>,
  },
  { id: 'until', head: 'Counts until', track: '104px', from: 'wide', cell: ({ expiresAt }) => day(expiresAt) },
];

/** Every lesson, as whoever is logged in stands with it. */
export function LessonList({ of, isStale }: { readonly of: readonly LessonRow[]; readonly isStale: boolean }) {
  const [at, move] = useQueryState('at');
  const [, go] = useLocation();
  return (
    <Table
      label="Lessons"
      columns={columns}
      rows={of}
      rowKey={({ id }) => id}
      at={at}
      onMove={move}
      onOpen={({ id }) => go(pathTo('learn', id))}
      isStale={isStale}
    />
  );
}
