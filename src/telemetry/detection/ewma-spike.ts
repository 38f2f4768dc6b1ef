export interface SpikeOptions {
  /** Weight of one minute. */
  readonly alpha: number;
  /** Standard deviations above the mean. */
  readonly k: number;
  /** Fewer in a minute are never a spike. */
  readonly floor: number;
  /** Minutes of history before anything is one. */
  readonly learnMinutes: number;
}

const minuteMillis = 60_000;

export interface Spike {
  readonly observed: number;
  readonly threshold: number;
  readonly mean: number;
}

/**
 * Finds spikes in a count per minute: above mean + k deviations (exponentially weighted) in two minutes running. While
 * a minute is above, nothing is learned from it: an attack does not become the usual.
 */
export class EwmaSpike {
  readonly #options: SpikeOptions;
  #minute = -1;
  #count = 0;
  #mean = 0;
  #variance = 0;
  #learned = 0;
  #above = 0;

  constructor(options: SpikeOptions) {
    this.#options = options;
  }

  /** Counts; returns a spike when the minutes before this one were one. */
  add(now: number, amount = 1): Spike | undefined {
    const spike = this.roll(now);
    this.#count += amount;
    return spike;
  }

  /** Closes the minutes that are over. */
  roll(now: number): Spike | undefined {
    const minute = Math.floor(now / minuteMillis);
    if (this.#minute === -1 || minute < this.#minute) this.#minute = minute;
    if (minute === this.#minute) return undefined;
    let spike = this.#close(this.#count);
    // Silent minutes count as zero, but years of them need not be looked at.
    for (let i = Math.min(minute - this.#minute - 1, 500); i > 0; i--) spike = this.#close(0);
    this.#minute = minute;
    this.#count = 0;
    return spike;
  }

  #close(count: number): Spike | undefined {
    const { k, floor, learnMinutes } = this.#options;
    const threshold = Math.max(floor, this.#mean + k * Math.sqrt(this.#variance));
    if (this.#learned >= learnMinutes && count > threshold) {
      this.#above++;
      return this.#above === 2 ? { observed: count, threshold, mean: this.#mean } : undefined;
    }
    this.#above = 0;
    this.#learn(count);
    return undefined;
  }

  #learn(count: number): void {
    this.#learned++;
    const alpha = Math.max(this.#options.alpha, 1 / this.#learned);
    const far = count - this.#mean;
    this.#mean += alpha * far;
    this.#variance = (1 - alpha) * (this.#variance + alpha * far * far);
  }
}
