interface Slot<V> {
  count: number;
  value: V;
}

/**
 * The keys that come most often, in a fixed number of slots (Metwally and others, 2005): a key that comes more often
 * than the total divided by the slots is always there. Its value is made anew when it takes another one's slot.
 */
export class SpaceSaving<V> {
  readonly #slots: number;
  readonly #make: () => V;
  readonly #map = new Map<string, Slot<V>>();
  #least = 0;

  constructor(slots: number, make: () => V) {
    this.#slots = slots;
    this.#make = make;
  }

  get size(): number {
    return this.#map.size;
  }

  /** Counts a key; returns its value and its count, which is never too low. */
  add(key: string): { readonly count: number; readonly value: V } {
    const found = this.#map.get(key);
    if (found) {
      found.count++;
      return found;
    }
    const slot = { count: this.#map.size < this.#slots ? 1 : this.#replaceLeast() + 1, value: this.#make() };
    this.#map.set(key, slot);
    return slot;
  }

  /** Takes out a key with the lowest count, and returns that count. The search goes on where the last one ended. */
  #replaceLeast(): number {
    for (;;) {
      for (const [key, { count }] of this.#map) {
        if (count > this.#least) continue;
        this.#map.delete(key);
        return count;
      }
      this.#least = Math.min(...[...this.#map.values()].map(({ count }) => count));
    }
  }
}
