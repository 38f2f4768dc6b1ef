import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { useKeys, type Keys } from '../shared/keyboard.js';
import { useSession } from '../shared/session.js';
import { Help } from './help.js';
import { Palette } from './palette.js';
import { screensFor } from './screens.js';

type Open = 'palette' | 'help' | undefined;

let open: Open;
const listeners = new Set<() => void>();

function show(next: Open): void {
  open = next;
  for (const listener of listeners) listener();
}

export const openPalette = (): void => show('palette');

const chordMillis = 1200;

/** Keys that work everywhere: `?`, Ctrl-K, and `g` with the letter of a screen. */
export function Shortcuts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
  const goKeys = useGoKeys();
  useKeys({ ...goKeys, '?': () => show('help'), 'mod+k': () => show('palette') });
  useKeys({ 'mod+k': () => show(shown === 'palette' ? undefined : 'palette') }, { inDialogs: true });
  if (shown === 'palette') return <Palette onClose={() => show(undefined)} />;
  return shown === 'help' ? <Help onClose={() => show(undefined)} /> : null;
}

/** After `g` the letters of the screens, for a moment. */
function useGoKeys(): Keys {
  const { may } = useSession();
  const [, go] = useLocation();
  const [isWaiting, wait] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const begin = (): void => {
    wait(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => wait(false), chordMillis);
  };
  if (!isWaiting) return { g: begin };
  const entries = screensFor(may).flatMap(({ path, rail }) =>
    rail
      ? [
          [
            rail.key,
            () => {
              wait(false);
              go(path);
            },
          ] as const,
        ]
      : [],
  );
  return Object.fromEntries(entries);
}
