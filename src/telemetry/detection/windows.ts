import { SlidingDistinct } from './distinct.js';
import type { Column, KeyTable } from './key-table.js';
import { LruMap } from './lru-map.js';

/** A count for each key in a sliding window: exact in the first one, then two windows weighted by time. */
export class WindowCounts<K> {
  readonly #windowMillis: number;
  readonly #map: LruMap<K, { start: number; current: number; previous: number }>;

  constructor(windowSeconds: number, maxKeys: number) {
    this.#windowMillis = windowSeconds * 1000;
    this.#map = new LruMap(maxKeys);
  }

  add(key: K, now: number, amount = 1): number {
    const entry = this.#map.orMake(key, () => ({ start: now, current: 0, previous: 0 }));
    const passed = now - entry.start;
    if (passed >= this.#windowMillis || passed < 0) {
      entry.previous = passed >= 0 && passed < 2 * this.#windowMillis ? entry.current : 0;
      entry.start = passed < 2 * this.#windowMillis && passed >= 0 ? entry.start + this.#windowMillis : now;
      entry.current = 0;
    }
    entry.current += amount;
    return entry.current + entry.previous * (1 - (now - entry.start) / this.#windowMillis);
  }

  count(key: K, now: number): number {
    return this.#map.peek(key) ? this.add(key, now, 0) : 0;
  }

  reset(key: K): void {
    this.#map.delete(key);
  }
}

/** Different values for each key in a sliding window. */
export class WindowDistincts<K> {
  readonly #windowSeconds: number;
  readonly #map: LruMap<K, SlidingDistinct>;

  constructor(windowSeconds: number, maxKeys: number) {
    this.#windowSeconds = windowSeconds;
    this.#map = new LruMap(maxKeys);
  }

  add(key: K, hash: number, now: number): number {
    return this.#map.orMake(key, () => new SlidingDistinct(this.#windowSeconds)).add(hash, now);
  }

  reset(key: K): void {
    this.#map.delete(key);
  }
}

/** Values that a key has had: a value is new when it was not seen for `historySeconds`. */
export class KnownValues<K> {
  readonly #historyMillis: number;
  readonly #mostValues: number;
  readonly #map: LruMap<K, { readonly since: number; readonly values: Map<number, number> }>;

  constructor(historySeconds: number, options: { readonly maxKeys: number; readonly mostValues: number }) {
    this.#historyMillis = historySeconds * 1000;
    this.#mostValues = options.mostValues;
    this.#map = new LruMap(options.maxKeys);
  }

  /** Whether the value is new, and for how long the key is known. A key's very first value is not new. */
  add(key: K, hash: number, now: number): { readonly isNew: boolean; readonly knownMillis: number } {
    const entry = this.#map.orMake(key, () => ({ since: now, values: new Map() }));
    const last = entry.values.get(hash);
    const isFirst = entry.values.size === 0;
    entry.values.delete(hash);
    entry.values.set(hash, now);
    if (entry.values.size > this.#mostValues) entry.values.delete(entry.values.keys().next().value!);
    const isNew = !isFirst && (last === undefined || now - last > this.#historyMillis);
    return { isNew, knownMillis: now - entry.since };
  }
}

/** Sums in fixed windows, one for each row of a table, with the largest window of the last week or two. */
export class RowWindows {
  readonly #windowSeconds: number;
  readonly #start: Column;
  readonly #sum: Column;
  readonly #week: Column;
  readonly #best: Column;
  readonly #bestBefore: Column;
  readonly #onClose: ((sum: number) => void) | undefined;

  constructor(table: KeyTable, windowSeconds: number, onClose?: (sum: number) => void) {
    this.#windowSeconds = windowSeconds;
    this.#start = table.column('u32');
    this.#sum = table.column('f32');
    this.#week = table.column('u16');
    this.#best = table.column('f32');
    this.#bestBefore = table.column('f32');
    this.#onClose = onClose;
  }

  /** Adds to the window of the row and returns its sum so far. */
  add(row: number, now: number, amount: number): number {
    const second = Math.floor(now / 1000);
    const start = this.#start.data[row]!;
    if (start === 0) this.#start.data[row] = second;
    else if (second - start >= this.#windowSeconds || second < start) this.#close(row, second);
    return (this.#sum.data[row] = this.#sum.data[row]! + amount);
  }

  #close(row: number, second: number): void {
    const sum = this.#sum.data[row]!;
    this.#start.data[row] = second;
    this.#sum.data[row] = 0;
    const week = Math.floor(second / 604_800) & 0xffff;
    if (this.#week.data[row] !== week) {
      this.#bestBefore.data[row] = this.#week.data[row] === ((week - 1) & 0xffff) ? this.#best.data[row]! : 0;
      this.#best.data[row] = 0;
      this.#week.data[row] = week;
    }
    if (sum > this.#best.data[row]!) this.#best.data[row] = sum;
    this.#onClose?.(sum);
  }

  /** The largest window that is over, of this week and the last; 0 when there is none. */
  ownMost(row: number): number {
    return Math.max(this.#best.data[row]!, this.#bestBefore.data[row]!);
  }
}
