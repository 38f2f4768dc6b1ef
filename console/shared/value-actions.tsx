import { Equal, Minus, Plus } from 'lucide-react';
import { exclude, has, include, only, term } from './query-text.js';
import styles from './value-actions.module.css';

interface ValueActionsParts {
  readonly field: string;
  readonly value: string | number;
  readonly query: string;
  readonly onChange: (query: string) => void;
}

/** Include, exclude, only: what a value can do to the query. */
export function ValueActions({ field, value, query, onChange }: ValueActionsParts) {
  const condition = term(field, value);
  const choices = [
    {
      label: `Include ${condition}`,
      icon: Plus,
      isOn: has(query, condition),
      next: () => include(query, field, value),
    },
    {
      label: `Exclude ${condition}`,
      icon: Minus,
      isOn: has(query, `-${condition}`),
      next: () => exclude(query, field, value),
    },
    { label: `Only ${condition}`, icon: Equal, isOn: false, next: () => only(query, field, value) },
  ];
  return (
    <span className={styles['actions']}>
      {choices.map(({ label, icon: Icon, isOn, next }) => (
        <button
          key={label}
          type="button"
          aria-label={label}
          title={label}
          aria-pressed={isOn}
          onClick={() => onChange(next())}
        >
          <Icon size={13} aria-hidden="true" />
        </button>
      ))}
    </span>
  );
}
