/** A function that gives the lease back, or undefined when all are out. */
export type Lease = (() => void) | undefined;

/** Counts what is under way, by key: in this process at once, with others in a promise. */
export interface Leases {
  take(key: string, limit: number): Lease | Promise<Lease>;
}

/** Leases of this process alone. */
export interface LocalLeases extends Leases {
  take(key: string, limit: number): Lease;
}

/** Leases in memory. A key without leases takes no room. */
export function memoryLeases(): LocalLeases {
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
