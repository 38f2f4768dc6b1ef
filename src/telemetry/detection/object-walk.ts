import { SlidingDistinct } from './distinct.js';
import { HyperLogLog } from './hyper-log-log.js';

const windowMillis = 600_000;
const dayMillis = 86_400_000;

/** Which objects an actor asked for, once it has asked for more than a few. */
export class ObjectWalk {
  readonly #objects = new SlidingDistinct(windowMillis / 1000);
  #day: HyperLogLog | undefined;
  #dayStart: number;
  #dayCalls = 0;
  #start: number;
  #lastNumber: number | undefined;
  #lastHash = 0;
  calls = 0;
  failures = 0;
  neighbours = 0;
  numbers = 0;
  /** Different objects in the last ten minutes. */
  distinct = 0;
  /** The most of them in ten minutes that are over. */
  own = 0;
  /** The most of them in a day that is over; 0 on the first. */
  ownDay = 0;

  constructor(now: number) {
    this.#start = now;
    this.#dayStart = now;
  }

  /** Adds a call; returns the size of the ten minutes before, when they are over. */
  add(
    object: { readonly hash: number; readonly number: number | undefined; readonly failed: boolean },
    now: number,
  ): number | undefined {
    const closed = this.#roll(now);
    this.calls++;
    if (object.failed) this.failures++;
    if (object.hash !== this.#lastHash) this.#step(object.number);
    this.#lastHash = object.hash;
    this.distinct = this.#objects.add(object.hash, now);
    this.#dayCalls++;
    if (this.#day) this.#day.add(object.hash);
    else if (this.#dayCalls > 40) (this.#day = new HyperLogLog()).add(object.hash);
    return closed;
  }

  #roll(now: number): number | undefined {
    if (now - this.#dayStart > dayMillis || now < this.#dayStart) {
      this.ownDay = Math.max(this.ownDay, this.#day?.count() ?? this.#dayCalls);
      this.#dayStart = now;
      this.#day = undefined;
      this.#dayCalls = 0;
    }
    if (now - this.#start <= windowMillis && now >= this.#start) return undefined;
    const closed = this.distinct;
    this.#start = now;
    this.calls = this.failures = this.neighbours = this.numbers = 0;
    return closed;
  }

  #step(number: number | undefined): void {
    if (number !== undefined && this.#lastNumber !== undefined) {
      this.numbers++;
      if (Math.abs(number - this.#lastNumber) <= 2) this.neighbours++;
    }
    this.#lastNumber = number;
  }

  /** Different objects since the first 40 calls of the day. An estimate: asked only every so often. */
  ofDay(): number {
    return this.#day && this.#dayCalls % 8 === 0 ? this.#day.count() : 0;
  }
}
