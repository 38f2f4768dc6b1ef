import { useQueryState } from './query-state.js';
import styles from './tabs.module.css';

export interface Tab {
  readonly id: string;
  readonly label: string;
  /** Behind the label. */
  readonly count?: number | undefined;
}

export interface TabsParts {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** One of a few, as a row. The choice belongs into the address: see `useTab`. */
export function Tabs({ label, tabs, value, onChange }: TabsParts) {
  return (
    <div className={styles['tabs']} role="group" aria-label={label}>
      {tabs.map(({ id, label: text, count }) => (
        <button key={id} type="button" aria-pressed={id === value} onClick={() => onChange(id)}>
          {text}
          {count !== undefined && <span className={styles['count']}>{count.toLocaleString('en')}</span>}
        </button>
      ))}
    </div>
  );
}

/** The tab that is open, kept in the address as `tab`. An unknown one is the first. */
export function useTab(tabs: readonly Tab[]): readonly [string, (id: string) => void] {
  const first = tabs[0]!.id;
  const [value, set] = useQueryState('tab', first);
  return [tabs.some(({ id }) => id === value) ? value : first, set];
}
