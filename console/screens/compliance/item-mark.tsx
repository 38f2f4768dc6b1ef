import type { ItemState } from '../../../src/evidence/types.js';
import styles from './compliance.module.css';

/** Circle, triangle, cross: a state is a word and a shape, never a colour alone. */
export function ItemMark({ of }: { readonly of: ItemState }) {
  return (
    <span className={`${styles['mark']} ${styles[of]}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        {of === 'present' && <path d="M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z" fill="currentColor" />}
        {of === 'stale' && <path d="M6 .8 11.6 11H.4z" fill="currentColor" />}
        {of === 'missing' && (
          <path d="M2.2 2.2 9.8 9.8M9.8 2.2 2.2 9.8" fill="none" stroke="currentColor" strokeWidth="2" />
        )}
      </svg>
      {of}
    </span>
  );
}
