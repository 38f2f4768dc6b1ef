import { useEffect, useRef } from 'react';

/** A key and what it does: `k`, `/`, `?`, `Escape`, or with `mod+` (Ctrl, on a Mac Cmd). */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

export interface KeyOptions {
  /** Also while a dialog is open. */
  readonly inDialogs?: boolean;
  /** The browser does its own besides: for Enter on what has the focus. */
  readonly letsThrough?: boolean;
}

/** Keys of a screen. Single letters do nothing while someone types, and nothing while a dialog is open. */
export function useKeys(keys: Keys, { inDialogs = false, letsThrough = false }: KeyOptions = {}): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const name = nameOf(event);
      const action = Object.hasOwn(latest.current, name) ? latest.current[name] : undefined;
      if (!action || event.defaultPrevented) return;
      if (!name.startsWith('mod+') && name !== 'Escape' && isTyping(event.target)) return;
      if (!inDialogs && document.querySelector('dialog[open]')) return;
      if (!letsThrough) event.preventDefault();
      action(event);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [inDialogs, letsThrough]);
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `mod+${key}`;
  return event.altKey ? `alt+${key}` : key;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
