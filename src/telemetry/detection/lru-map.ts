/**
 * A map of at most so many entries: those that were not used lately make room. Two generations instead of a list: what
 * is used moves to the young one, and when that is half of all, the old one is dropped whole. So a use costs no more
 * than two lookups, however many entries go.
 */
export class LruMap<K, V> {
  readonly #half: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  constructor(max: number) {
    this.#half = Math.max(1, Math.floor(max / 2));
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: K): V | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.#old.delete(key);
    this.#add(key, old);
    return old;
  }

  /** Looks without counting as a use. */
  peek(key: K): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: K, value: V): void {
    this.#old.delete(key);
    this.#add(key, value);
  }

  #add(key: K, value: V): void {
    this.#young.set(key, value);
    if (this.#young.size <= this.#half) return;
    // The entry that was one too many begins the next generation.
    this.#young.delete(key);
    this.#old = this.#young;
    this.#young = new Map([[key, value]]);
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  orMake(key: K, make: () => V): V {
    const found = this.get(key);
    if (found !== undefined) return found;
    const made = make();
    this.set(key, made);
    return made;
  }

  *[Symbol.iterator](): Generator<[K, V]> {
    yield* this.#old;
    yield* this.#young;
  }
}
