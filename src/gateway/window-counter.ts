import { performance } from 'node:perf_hooks';

/** Counts in windows of fixed length and tells once a window has more than `most`. */
export class WindowCounter {
  readonly #most: number;
  readonly #millis: number;
  readonly #tell: () => void;
  #began = 0;
  #count = 0;

  constructor(most: number, millis: number, tell: () => void) {
    this.#most = most;
    this.#millis = millis;
    this.#tell = tell;
  }

  add(): void {
    const now = performance.now();
    if (now - this.#began > this.#millis) {
      this.#began = now;
      this.#count = 0;
    }
    if (++this.#count > this.#most) this.#tell();
  }
}
