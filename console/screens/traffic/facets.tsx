import { TopList } from '../../shared/top-list.js';
import { useRead } from '../../shared/use-read.js';
import type { TimeRange } from '../../shared/time-range.js';
import { ValueActions } from '../../shared/value-actions.js';
import styles from './traffic.module.css';

export interface FacetsAnswer {
  readonly looked: number;
  /** Null: there are more than were looked at. */
  readonly of: number | null;
  readonly fields: Readonly<Record<string, readonly { readonly value: string | number; readonly count: number }[]>>;
}

const fields = [
  ['outcome', 'Outcome'],
  ['kind', 'Kind'],
  ['operation', 'Operation'],
  ['principal', 'Principal'],
  ['credential', 'Credential'],
  ['client', 'Address'],
  ['status', 'Status'],
  ['guard', 'Guard'],
  ['code', 'Code'],
] as const;

interface FacetsParts {
  readonly of: FacetsAnswer | undefined;
  readonly q: string;
  readonly onChange: (query: string) => void;
}

/** The most frequent values of what matches, each of them a way to narrow the query. */
export function Facets({ of, q, onChange }: FacetsParts) {
  return (
    <div className={styles['facets']} tabIndex={0} role="region" aria-label="Values">
      <p className={styles['soft']}>{of ? countText(of) : '\u00a0'}</p>
      {fields.map(([field, title]) => (
        <TopList
          key={field}
          title={title}
          values={of?.fields[field] ?? []}
          show={(value) => <span title={value}>{value}</span>}
          actions={(value) => <ValueActions field={field} value={value} query={q} onChange={onChange} />}
        />
      ))}
    </div>
  );
}

function countText({ looked, of }: FacetsAnswer): string {
  return of === null
    ? `of the newest ${looked.toLocaleString('en')} that match`
    : `of ${of.toLocaleString('en')} that match`;
}

export function useFacets(q: string, { since, until }: TimeRange): FacetsAnswer | undefined {
  const query = { q, since, until, fields: fields.map(([field]) => field).join(','), top: 8 };
  return useRead<FacetsAnswer>('/events/facets', { query }).data;
}
