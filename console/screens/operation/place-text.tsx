import type { Place } from './types.js';
import styles from './operation.module.css';

/** `portcullis.yaml:41:3`, or nothing where nobody wrote it. */
export function PlaceText({ of }: { readonly of: Place | null }) {
  if (!of) return null;
  return (
    <code className={styles['place']}>
      {of.file}:{of.line}:{of.column}
    </code>
  );
}
