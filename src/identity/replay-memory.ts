/** `fresh` the first time, `seen` after that, `full` when it cannot be remembered. */
export type Taken = 'fresh' | 'seen' | 'full';

/** Says whether something is used for the first time, in this process or together with others. */
export interface ReplayGuard {
  take(owner: string, id: string): Taken | Promise<Taken>;
}

/** Remembers what may be used once. Bounded: when it is full nothing new is let in, because forgetting would. */
export interface ReplayMemory extends ReplayGuard {
  take(owner: string, id: string): Taken;
}

export interface ReplayLimits {
  /** What was taken is remembered for at least so long, at most for twice. */
  readonly spanMillis: number;
  readonly entries: number;
  /** Entries of one owner, so that one cannot take the room of all. */
  readonly entriesPerOwner: number;
}

/** A proof of possession is valid for a minute before and after its time (RFC 9449 11.1). */
export const proofLimits: ReplayLimits = { spanMillis: 120_000, entries: 100_000, entriesPerOwner: 10_000 };

interface Generation {
  readonly since: number;
  readonly ids: Set<string>;
  readonly counts: Map<string, number>;
}

/** Two generations: the older one is dropped as a whole, so that nothing has to be swept. */
export function makeReplayMemory(limits: ReplayLimits, now: () => number): ReplayMemory {
  const start = (): Generation => ({ since: now(), ids: new Set(), counts: new Map() });
  let current = start();
  let before = start();

  function turn(): void {
    const age = now() - current.since;
    if (age < limits.spanMillis) return;
    before = age < 2 * limits.spanMillis ? current : start();
    current = start();
  }

  return {
    take(owner, id) {
      turn();
      const name = `${owner} ${id}`;
      if (current.ids.has(name) || before.ids.has(name)) return 'seen';
      const count = current.counts.get(owner) ?? 0;
      if (current.ids.size >= limits.entries || count >= limits.entriesPerOwner) return 'full';
      current.ids.add(name);
      current.counts.set(owner, count + 1);
      return 'fresh';
    },
  };
}
