export interface QueueLimits {
  readonly atOnce: number;
  /** Beyond them work is not taken. */
  readonly waiting: number;
}

/** Does costly work a little at a time. Undefined: too much waits already. */
export type WorkQueue = <T>(work: () => Promise<T>) => Promise<T> | undefined;

export function makeWorkQueue({ atOnce, waiting: most }: QueueLimits): WorkQueue {
  let running = 0;
  const waiting: (() => void)[] = [];

  /** A place is handed on, not given back and taken: nobody can slip in between. */
  function done(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  return (work) => {
    if (running < atOnce) {
      running += 1;
      return work().finally(done);
    }
    if (waiting.length >= most) return undefined;
    return new Promise<void>((resolve) => waiting.push(resolve)).then(work).finally(done);
  };
}
