import type { ReactNode } from 'react';
import { ApiFailure } from './api.js';
import { Button } from './button.js';
import { Command } from './command.js';
import styles from './states.module.css';

interface EmptyParts {
  /** `unset`: nothing was set up. `none`: it is legitimately empty. */
  readonly kind: 'unset' | 'none';
  readonly title: string;
  readonly children?: ReactNode;
  /** The one command that changes it. */
  readonly command?: string;
}

/** What stands where there is nothing. "Nothing scanned" must never look like "clean". */
export function Empty({ kind, title, children, command }: EmptyParts) {
  return (
    <div className={styles['state']} data-state={kind}>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {command && <Command text={command} />}
    </div>
  );
}

/** What failed, why, and the way out. */
export function Failed({ cause, retry, what }: FailedParts) {
  const failure = cause instanceof ApiFailure ? cause : undefined;
  return (
    <div className={`${styles['state']} ${styles['failed']}`} role="alert" data-state="failed">
      <h2>{what} could not be read</h2>
      <p>{failure?.message ?? 'Something in this page failed. Loading it again may help.'}</p>
      {failure && <p className={styles['soft']}>{wayOut(failure)}</p>}
      {failure?.requestId && <p className={styles['soft']}>Request {failure.requestId}</p>}
      {retry && <Button onClick={retry}>Try again</Button>}
    </div>
  );
}

interface FailedParts {
  readonly cause: unknown;
  readonly what: string;
  readonly retry?: () => void;
}

function wayOut({ status }: ApiFailure): string {
  if (status === 0) return 'This page tries again by itself as soon as Portcullis answers.';
  if (status === 401) return 'Sign in again; what you typed is kept.';
  if (status === 403) return 'Your role does not include this. An admin can change it under Settings.';
  if (status === 404) return 'It may have been removed since the link was made.';
  if (status === 503) return 'The store is busy or away. Nothing is lost; this page tries again.';
  return 'Nothing was changed.';
}

/** Lines in the place of what is still loading, so that nothing jumps when it arrives. */
export function Loading({ lines = 6, what }: { readonly lines?: number; readonly what: string }) {
  return (
    <div className={styles['loading']} role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}

/** Above what is still shown although it could not be read again. */
export function Stale({ failure }: { readonly failure: unknown }) {
  if (!failure) return null;
  const known = failure instanceof ApiFailure ? failure : undefined;
  return (
    <p className={styles['stale']} role="alert">
      {known?.message ?? 'This could not be read again.'} What you see is from before. {known && wayOut(known)}
    </p>
  );
}
