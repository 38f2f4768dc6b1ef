interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Items of one commit. */
const mostAtOnce = 500;

/**
 * Commits together what comes while a commit is under way, or in the same turn of the event loop: a disk takes as long
 * for one record as for a hundred. Nobody waits for a timer. What one item breaks is tried again one by one.
 */
export class GroupCommit<T, R> {
  readonly #commit: (items: readonly T[]) => Promise<readonly R[]>;
  #waiting: Waiting<T, R>[] = [];
  #isRunning = false;

  /** `commit` is all or nothing, and gives a result for each item. */
  constructor(commit: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#commit = commit;
  }

  /** Resolves when the item is committed. */
  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      queueMicrotask(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#take(this.#waiting.splice(0, mostAtOnce));
    this.#isRunning = false;
  }

  async #take(group: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.#commit(group.map(({ item }) => item));
      for (const [n, { resolve }] of group.entries()) resolve(results[n]!);
    } catch (error) {
      if (group.length === 1) return group[0]!.reject(error);
      for (const one of group) await this.#take([one]);
    }
  }
}
