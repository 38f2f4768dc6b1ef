import styles from './brand.module.css';

/** The mark with the name. */
export function Brand() {
  return (
    <span className={styles['brand']}>
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <path className={styles['arch']} d="M5 29V14a11 11 0 0 1 22 0v15" />
        <path className={styles['bars']} d="M11 6v19l1.5 3 1.5-3V4M18 4v21l1.5 3 1.5-3V6M5 14h22M5 21h22" />
      </svg>
      Portcullis
    </span>
  );
}
