/** A client's place among the requests under way. */
export interface Place {
  /** False when the client was refused. */
  readonly admitted: boolean | Promise<boolean>;
  /** Gives the place back, or stops waiting for it; once. */
  leave(): void;
}

interface Waiter {
  readonly client: string;
  readonly settle: (admitted: boolean) => void;
}

const refused: Place = Object.freeze({ admitted: false, leave: () => undefined });

/**
 * At most `limit` requests under way. Beyond that as many again wait, each for `waitMillis` at most; a place that
 * becomes free goes to the waiting client with the fewest requests under way. When the queue is full too, the client
 * that has most in both is refused: one caller's flood does not shut out the others.
 */
export class FairQueue {
  readonly limit: number;
  readonly #waitMillis: number;
  readonly #held = new Map<string, number>();
  /** In turn: a client that was served goes to the end. */
  readonly #waiting = new Map<string, Waiter[]>();
  #busy = 0;
  #queued = 0;

  constructor(limit: number, waitMillis = 1000) {
    this.limit = limit;
    this.#waitMillis = waitMillis;
  }

  enter(client: string): Place {
    if (this.#busy < this.limit) return this.#admit(client);
    if (this.#queued < this.limit) return this.#wait(client);
    const heaviest = this.#heaviest();
    if (this.#weight(client) + 1 >= this.#weight(heaviest)) return refused;
    this.#remove(this.#waiting.get(heaviest)!.at(-1)!).settle(false);
    return this.#wait(client);
  }

  #admit(client: string): Place {
    this.#take(client);
    let left = false;
    return {
      admitted: true,
      leave: () => {
        if (left) return;
        left = true;
        this.#release(client);
      },
    };
  }

  #take(client: string): void {
    this.#busy++;
    this.#held.set(client, (this.#held.get(client) ?? 0) + 1);
  }

  #release(client: string): void {
    this.#busy--;
    const rest = this.#held.get(client)! - 1;
    if (rest > 0) this.#held.set(client, rest);
    else this.#held.delete(client);
    this.#next();
  }

  #wait(client: string): Place {
    let state: 'waiting' | 'admitted' | 'over' = 'waiting';
    let settle!: (admitted: boolean) => void;
    const admitted = new Promise<boolean>((resolve) => (settle = resolve));
    const waiter: Waiter = {
      client,
      settle: (isAdmitted) => {
        clearTimeout(timer);
        state = isAdmitted ? 'admitted' : 'over';
        settle(isAdmitted);
      },
    };
    const timer = setTimeout(() => this.#remove(waiter).settle(false), this.#waitMillis);
    this.#queued++;
    this.#waiting.set(client, [...(this.#waiting.get(client) ?? []), waiter]);
    return {
      admitted,
      leave: () => {
        if (state === 'waiting') this.#remove(waiter).settle(false);
        else if (state === 'admitted') this.#release(client);
        state = 'over';
      },
    };
  }

  /** Gives a free place to the waiting client with the fewest requests under way. */
  #next(): void {
    let chosen: string | undefined;
    for (const client of this.#waiting.keys()) {
      if (chosen === undefined || this.#heldBy(client) < this.#heldBy(chosen)) chosen = client;
    }
    if (chosen === undefined) return;
    const waiter = this.#remove(this.#waiting.get(chosen)![0]!);
    const rest = this.#waiting.get(chosen);
    if (rest) {
      this.#waiting.delete(chosen);
      this.#waiting.set(chosen, rest);
    }
    this.#take(chosen);
    waiter.settle(true);
  }

  #remove(waiter: Waiter): Waiter {
    const rest = this.#waiting.get(waiter.client)!.filter((other) => other !== waiter);
    if (rest.length) this.#waiting.set(waiter.client, rest);
    else this.#waiting.delete(waiter.client);
    this.#queued--;
    return waiter;
  }

  #heldBy(client: string): number {
    return this.#held.get(client) ?? 0;
  }

  #weight(client: string): number {
    return this.#heldBy(client) + (this.#waiting.get(client)?.length ?? 0);
  }

  #heaviest(): string {
    return [...this.#waiting.keys()].reduce((most, client) =>
      this.#weight(client) > this.#weight(most) ? client : most,
    );
  }
}
