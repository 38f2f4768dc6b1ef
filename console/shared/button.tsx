import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';

interface ButtonParts extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  /** The key that does the same. */
  readonly hotkey?: string;
  readonly busy?: boolean;
  readonly children: ReactNode;
}

export function Button({ kind = 'plain', hotkey, busy = false, children, className = '', ...rest }: ButtonParts) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={`${styles['button']} ${styles[kind]} ${className}`}
    >
      {children}
      {hotkey && <kbd className={styles['key']}>{hotkey}</kbd>}
    </button>
  );
}
