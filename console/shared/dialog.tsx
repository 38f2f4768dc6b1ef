import { useEffect, useRef, type ReactNode } from 'react';
import styles from './dialog.module.css';

export interface DialogParts {
  readonly label: string;
  /** Also by Escape, and by a click outside. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Something over the page that has the keyboard: help and palette, never a confirmation. */
export function Dialog({ label, onClose, children }: DialogParts) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-label={label}
      onClose={onClose}
      onClick={({ target }) => {
        if (target === dialog.current) onClose();
      }}
    >
      <div className={styles['content']}>{children}</div>
    </dialog>
  );
}
