import { HyperLogLog } from './hyper-log-log.js';

/** So many values are kept one by one; beyond it they are estimated. */
export const exactValues = 64;

/**
 * Different values (hashes) within a sliding window. Exact up to 64; beyond it an estimate over the time since the
 * window began, which begins again when it is over.
 */
export class SlidingDistinct {
  readonly #windowMillis: number;
  #exact: Map<number, number> | undefined = new Map();
  #estimate: HyperLogLog | undefined;
  #startedAt = 0;
  #count = 0;

  constructor(windowSeconds: number) {
    this.#windowMillis = windowSeconds * 1000;
  }

  /** Adds a value and returns how many different ones the window has. */
  add(hash: number, now: number): number {
    if (this.#estimate) return this.#addEstimated(hash, now);
    const exact = this.#exact!;
    exact.delete(hash);
    exact.set(hash, now);
    for (const [value, at] of exact) {
      if (now - at <= this.#windowMillis && at <= now) break;
      exact.delete(value);
    }
    if (exact.size <= exactValues) return exact.size;
    return this.#overflow(exact);
  }

  #overflow(exact: Map<number, number>): number {
    this.#estimate = new HyperLogLog();
    this.#startedAt = exact.values().next().value!;
    for (const value of exact.keys()) this.#estimate.add(value);
    this.#exact = undefined;
    return (this.#count = exactValues + 1);
  }

  #addEstimated(hash: number, now: number): number {
    if (now - this.#startedAt > this.#windowMillis || now < this.#startedAt) {
      this.#estimate = undefined;
      this.#exact = new Map();
      return this.add(hash, now);
    }
    this.#estimate!.add(hash);
    this.#count = Math.max(this.#count, Math.round(this.#estimate!.count()));
    return this.#count;
  }
}
