import { useLayoutEffect, useState, useSyncExternalStore, type RefObject } from 'react';

export type Width = 'narrow' | 'medium' | 'wide';

const wide = matchMedia('(min-width: 1180px)');
const medium = matchMedia('(min-width: 720px)');

function subscribe(listener: () => void): () => void {
  for (const query of [wide, medium]) query.addEventListener('change', listener);
  return () => {
    for (const query of [wide, medium]) query.removeEventListener('change', listener);
  };
}

/** How much room there is: below 720 px `narrow`, from 1180 px `wide`. */
export function useWidth(): Width {
  return useSyncExternalStore(subscribe, () => (wide.matches ? 'wide' : medium.matches ? 'medium' : 'narrow'));
}

export type OwnWidth = Width | 'compact';

/** How much room an element itself has: below 480 px `narrow`, below 680 `compact`, from 1000 px `wide`. */
export function useOwnWidth(element: RefObject<HTMLElement | null>): OwnWidth {
  const [width, setWidth] = useState<OwnWidth>('narrow');
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return undefined;
    const measure = (): void => setWidth(widthOf(measured.clientWidth));
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(measured);
    return () => watcher.disconnect();
  }, [element]);
  return width;
}

function widthOf(pixels: number): OwnWidth {
  if (pixels >= 1000) return 'wide';
  if (pixels >= 680) return 'medium';
  return pixels >= 480 ? 'compact' : 'narrow';
}
