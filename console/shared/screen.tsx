import { useEffect, type ReactNode } from 'react';
import styles from './screen.module.css';

export interface ScreenParts {
  readonly title: ReactNode;
  /** Name of the browser's tab; default the title where it is a text. */
  readonly name?: string;
  /** One line below: what this is about. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** `fill`: exactly as high as the window, for a table that scrolls in itself. `page`: as long as it is. */
  readonly kind?: 'fill' | 'page';
  readonly children: ReactNode;
}

/** The frame of a screen. */
export function Screen({ title, name, note, actions, kind = 'page', children }: ScreenParts) {
  const shown = name ?? (typeof title === 'string' ? title : '');
  useEffect(() => {
    document.title = shown ? `${shown} · Portcullis` : 'Portcullis';
  }, [shown]);
  return (
    <main id="main" className={`${styles['screen']} ${styles[kind]}`} tabIndex={-1}>
      <header className={styles['header']}>
        <div className={styles['titles']}>
          <h1>{title}</h1>
          {note && <p className={styles['note']}>{note}</p>}
        </div>
        {actions && <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}

/** A part of a screen with its heading. */
export function Section({ title, actions, children }: SectionParts) {
  return (
    <section className={styles['section']}>
      <div className={styles['sectionHead']}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

interface SectionParts {
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A row of controls that wraps. */
export function Toolbar({ children, label }: { readonly children: ReactNode; readonly label?: string }) {
  return (
    <div className={styles['toolbar']} role={label ? 'group' : undefined} aria-label={label}>
      {children}
    </div>
  );
}

/** List and, where something is chosen, its panel beside it; over it where there is little room. */
export function Split({ children, panel }: { readonly children: ReactNode; readonly panel?: ReactNode }) {
  return (
    <div className={`${styles['split']} ${panel ? styles['withPanel'] : ''}`}>
      <div className={styles['list']}>{children}</div>
      {panel}
    </div>
  );
}
