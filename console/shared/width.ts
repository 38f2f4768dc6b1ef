import { useSyncExternalStore } from 'react';

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
