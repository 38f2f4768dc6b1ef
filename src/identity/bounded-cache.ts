/** A map that forgets what was not used of late once it holds `limit` entries: strangers cannot make it grow. */
export interface BoundedCache<V> {
  readonly size: number;
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  clear(): void;
}

/**
 * Two generations: what is used moves to the young one; when that holds half of the limit it becomes the old one, and
 * the old one is forgotten. A hit then changes nothing, where moving the entry to the end of one map would cost more
 * than finding it.
 */
export function makeBoundedCache<V>(limit: number): BoundedCache<V> {
  const most = Math.ceil(limit / 2);
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  function set(key: string, value: V): void {
    old.delete(key);
    if (young.size >= most && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }
  return {
    get size() {
      return young.size + old.size;
    },
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const earlier = old.get(key);
      if (earlier !== undefined) set(key, earlier);
      return earlier;
    },
    set,
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    clear() {
      young.clear();
      old.clear();
    },
  };
}
