import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useKeys } from './keyboard.js';
import styles from './panel.module.css';

export interface PanelParts {
  readonly title: ReactNode;
  /** Name for screen readers where the title is no plain text. */
  readonly label: string;
  /** Also by Escape. */
  readonly onClose: () => void;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** What is chosen, beside the list. Not a dialog: the list goes on by `j k`. */
export function Panel({ title, label, onClose, actions, children }: PanelParts) {
  useKeys({ Escape: onClose });
  return (
    <aside className={styles['panel']} aria-label={label}>
      <header className={styles['head']}>
        <h2>{title}</h2>
        <button type="button" className={styles['close']} aria-label="Close" title="Close (Escape)" onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      {actions && <div className={styles['actions']}>{actions}</div>}
      <div className={styles['content']} tabIndex={0} role="group" aria-label={label}>
        {children}
      </div>
    </aside>
  );
}
