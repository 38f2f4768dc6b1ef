/** A file that is read again while it is used. The last good reading serves until there is a better one. */
export interface WatchedFile<T> {
  /** The reading, or undefined before the first good one. Starts another when the last is old. */
  current(): T | undefined;
  /** Resolves once the file was read for the first time. Never rejects. */
  ready(): Promise<void>;
}

export interface WatchedFileOptions<T> {
  readonly read: () => Promise<string>;
  readonly parse: (text: string) => T | Promise<T>;
  /** A reading from before anything was served. */
  readonly first?: T;
  /** Monotonic milliseconds. */
  readonly monotonic: () => number;
}

const everyMillis = 10_000;

/** Looks at the file at most every 10 s, and only when it is asked for. A text that does not parse changes nothing. */
export function watchFile<T>({ read, parse, first, monotonic }: WatchedFileOptions<T>): WatchedFile<T> {
  let value: T | undefined = first;
  let text: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let flight: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      const next = await read();
      if (next === text) return;
      value = await parse(next);
      text = next;
    } catch {
      // Whoever needs the file says that it has none; an older reading goes on serving.
    }
  }

  function refresh(): Promise<void> {
    lookedAt = monotonic();
    return (flight ??= look().finally(() => (flight = undefined)));
  }

  return {
    current() {
      if (monotonic() - lookedAt >= everyMillis) void refresh();
      return value;
    },
    async ready() {
      if (value === undefined) await (flight ?? refresh());
    },
  };
}
