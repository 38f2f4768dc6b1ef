/** When an origin counts as down: half of at least twenty calls in ten seconds failed. It is tried again every five. */
const windowMillis = 10_000;
const fewestCalls = 20;
const failingShare = 0.5;
const pauseMillis = 5000;

/** Keeps calls from waiting for an origin that does not answer, and lets one through now and then to see whether it does. */
export class Breaker {
  readonly #now: () => number;
  #began = 0;
  #calls = 0;
  #failures = 0;
  /** Undefined while closed. */
  #nextTrial: number | undefined;

  /** `now`: monotonic milliseconds. */
  constructor({ now }: { readonly now: () => number }) {
    this.#now = now;
  }

  /** True while calls pass without restriction. Asks without taking a trial. */
  get isClosed(): boolean {
    return this.#nextTrial === undefined;
  }

  /** Whether a call may be made now; an open breaker lets one through at the end of each pause. */
  permits(): boolean {
    if (this.#nextTrial === undefined) return true;
    if (this.#now() < this.#nextTrial) return false;
    this.#nextTrial = this.#now() + pauseMillis;
    return true;
  }

  succeeded(): void {
    if (this.#nextTrial !== undefined) this.#reset();
    this.#count();
  }

  failed(): void {
    this.#count();
    this.#failures++;
    if (this.#nextTrial !== undefined || this.#calls < fewestCalls) return;
    if (this.#failures >= this.#calls * failingShare) this.#nextTrial = this.#now() + pauseMillis;
  }

  #count(): void {
    if (this.#nextTrial === undefined && this.#now() - this.#began > windowMillis) this.#reset();
    this.#calls++;
  }

  #reset(): void {
    this.#nextTrial = undefined;
    this.#began = this.#now();
    this.#calls = 0;
    this.#failures = 0;
  }
}
