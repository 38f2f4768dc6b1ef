import { X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useKeys } from './keyboard.js';
import styles from './toast.module.css';

export interface Toast {
  readonly text: string;
  readonly tone?: 'plain' | 'failed';
  /** Takes back what the text tells of. */
  readonly undo?: () => void | Promise<void>;
}

type Shown = Toast & { readonly id: number };

const seconds = 10;
const listeners = new Set<() => void>();
let shown: readonly Shown[] = [];
let last = 0;

function set(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Tells that something was done, for ten seconds, with the way back. */
export function toast(entry: Toast): void {
  last += 1;
  set([...shown.slice(-2), { ...entry, id: last }]);
}

function drop(id: number): void {
  set(shown.filter((each) => each.id !== id));
}

/** Where toasts are shown. `u` takes back the newest. */
export function Toasts() {
  const entries = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  const newest = entries.findLast(({ undo }) => undo);
  useKeys(newest ? { u: () => take(newest) } : {});
  return (
    <div className={styles['toasts']} role="status" aria-live="polite">
      {entries.map((entry) => (
        <One key={entry.id} entry={entry} />
      ))}
    </div>
  );
}

function take({ id, undo }: Shown): void {
  drop(id);
  void undo?.();
}

function One({ entry }: { readonly entry: Shown }) {
  const [isHeld, hold] = useState(false);
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => drop(entry.id), seconds * 1000);
    return () => clearTimeout(timer);
  }, [isHeld, entry.id]);
  return (
    <div
      className={`${styles['toast']} ${entry.tone === 'failed' ? styles['failed'] : ''}`}
      onMouseEnter={() => hold(true)}
      onMouseLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <span>{entry.text}</span>
      {entry.undo && (
        <button type="button" className={styles['undo']} onClick={() => take(entry)}>
          Undo <kbd>u</kbd>
        </button>
      )}
      <button type="button" className={styles['close']} aria-label="Dismiss" onClick={() => drop(entry.id)}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}
