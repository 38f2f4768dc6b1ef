import type { ReactNode } from 'react';
import styles from './top-list.module.css';

export interface TopListParts {
  readonly title: string;
  readonly values: readonly { readonly value: string | number; readonly count: number }[];
  /** How a value is shown; default as text. */
  readonly show?: (value: string) => ReactNode;
  readonly actions?: (value: string) => ReactNode;
}

/** The most frequent values, each with a bar for its share of the largest. */
export function TopList({ title, values, show = (value) => value, actions }: TopListParts) {
  const most = Math.max(1, ...values.map(({ count }) => count));
  return (
    <section className={styles['top']}>
      <h3>{title}</h3>
      {values.length === 0 && <p className={styles['none']}>none</p>}
      <ul>
        {values.map(({ value, count }) => (
          <li key={value}>
            <span className={styles['bar']} style={{ width: `${(count / most) * 100}%` }} aria-hidden="true" />
            <span className={styles['value']}>{show(String(value))}</span>
            {actions && <span className={styles['actions']}>{actions(String(value))}</span>}
            <span className={styles['count']}>{count.toLocaleString('en')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
