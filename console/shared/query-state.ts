import { useCallback, useSyncExternalStore } from 'react';

const changed = 'portcullis:query';

function subscribe(callback: () => void): () => void {
  const events = ['popstate', 'pushState', 'replaceState', changed];
  for (const event of events) addEventListener(event, callback);
  return () => {
    for (const event of events) removeEventListener(event, callback);
  };
}

/** The query of the address, as it is now. */
export function useSearchText(): string {
  return useSyncExternalStore(subscribe, () => location.search);
}

/**
 * One parameter of the address: a shared link shows the same thing. The fallback is never written. A new value replaces
 * the entry of the history, unless `push` is set.
 */
export function useQueryState(name: string, fallback = ''): readonly [string, (value: string, push?: boolean) => void] {
  const search = useSearchText();
  const value = new URLSearchParams(search).get(name) ?? fallback;
  const set = useCallback(
    (next: string, push = false) => setQuery({ [name]: next === fallback ? undefined : next }, push),
    [name, fallback],
  );
  return [value, set];
}

/** Writes parameters into the address; undefined removes one. */
export function setQuery(values: Readonly<Record<string, string | undefined>>, push = false): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  const url = `${location.pathname}${text && `?${text}`}`;
  if (push) history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  dispatchEvent(new Event(changed));
}
