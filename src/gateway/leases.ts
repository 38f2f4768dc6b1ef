/** Counts what is under way, by key. */
export interface Leases {
  /** A function that gives the lease back, or undefined when `limit` are out. */
  take(key: string, limit: number): (() => void) | undefined;
}

/** Leases in memory. A key without leases takes no room. */
export function memoryLeases(): Leases {
  const out = new Map<string, number>();
  return {
    take(key, limit) {
      const count = out.get(key) ?? 0;
      if (count >= limit) return undefined;
      out.set(key, count + 1);
      return () => {
        const left = out.get(key)! - 1;
        if (left > 0) out.set(key, left);
        else out.delete(key);
      };
    },
  };
}
