export type Throttle = {
  /** Seconds until `key` may go on; 0 when it may now. */
  blockedSeconds(key: string): number;
  count(key: string): void;
  /** Takes back the latest count of `key`. */
  forgive(key: string): void;
};

const mostKeys = 10_000;

/** Counts per key over a sliding window, in memory, with a bounded number of keys (the oldest is forgotten). */
export function createThrottle({ limit, windowSeconds }: { limit: number; windowSeconds: number }): Throttle {
  const hits = new Map<string, number[]>();
  const recent = (key: string) => (hits.get(key) ?? []).filter((time) => time > Date.now() - windowSeconds * 1000);
  return {
    blockedSeconds(key) {
      const times = recent(key);
      const first = times.at(-limit);
      if (first === undefined) return 0;
      return Math.max(1, Math.ceil((first + windowSeconds * 1000 - Date.now()) / 1000));
    },
    count(key) {
      const times = [...recent(key), Date.now()].slice(-limit);
      hits.delete(key);
      hits.set(key, times);
      const oldest = hits.size > mostKeys ? hits.keys().next().value : undefined;
      if (oldest !== undefined) hits.delete(oldest);
    },
    forgive(key) {
      hits.set(key, recent(key).slice(0, -1));
    },
  };
}
