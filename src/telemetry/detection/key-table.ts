type Cells = Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array;
const makers = {
  f64: (length: number) => new Float64Array(length),
  f32: (length: number) => new Float32Array(length),
  u32: (length: number) => new Uint32Array(length),
  u16: (length: number) => new Uint16Array(length),
  u8: (length: number) => new Uint8Array(length),
} as const satisfies Record<string, (length: number) => Cells>;

/** A number for each row. `data` is replaced when the table grows: read it anew at each use, after `row`. */
export interface Column {
  data: Cells;
}

const firstRows = 1024;
/** A row goes when the sweeping hand met it so often without a use in between: once after its first, later more. */
const fresh = { once: 1, again: 3 };

/**
 * Numbers for up to `maxRows` keys in flat arrays: a key costs its 8-byte hash, 9 bytes of index and its columns. When
 * it is full, rows that were not used lately make room (the CLOCK algorithm), and begin again at zero.
 */
export class KeyTable {
  readonly #maxRows: number;
  readonly #columns: (Column & { readonly make: (length: number) => Cells })[] = [];
  #rows = firstRows;
  #used = 0;
  #hand = 0;
  /** Open addressing; 0 is empty, else row + 1. */
  #index = new Uint32Array(firstRows * 2);
  #hashes = new Float64Array(firstRows);
  #fresh = new Uint8Array(firstRows);
  /** Rows that were taken from one key for another. */
  evicted = 0;

  constructor(maxRows: number) {
    this.#maxRows = Math.max(1, maxRows);
  }

  get size(): number {
    return this.#used;
  }

  column(kind: keyof typeof makers): Column {
    const make = makers[kind];
    const column = { data: make(this.#rows), make };
    this.#columns.push(column);
    return column;
  }

  /** The row of a key (a hash below 2^53), made when it is new. */
  row(hash: number): number {
    let at = this.#slotOf(hash);
    const found = this.#index[at]!;
    if (found !== 0) {
      this.#fresh[found - 1] = fresh.again;
      return found - 1;
    }
    const row = this.#take();
    at = this.#slotOf(hash);
    this.#index[at] = row + 1;
    this.#hashes[row] = hash;
    this.#fresh[row] = fresh.once;
    return row;
  }

  /** The slot that has the key, or the empty one where it belongs. */
  #slotOf(hash: number): number {
    const mask = this.#index.length - 1;
    let at = (hash >>> 0) & mask;
    for (;;) {
      const row = this.#index[at]!;
      if (row === 0 || this.#hashes[row - 1] === hash) return at;
      at = (at + 1) & mask;
    }
  }

  #take(): number {
    if (this.#used === this.#rows && this.#rows < this.#maxRows) this.#grow();
    if (this.#used < Math.min(this.#rows, this.#maxRows)) return this.#used++;
    return this.#evict();
  }

  #grow(): void {
    this.#rows *= 2;
    const copy = <T extends Cells>(next: T, before: Cells): T => (next.set(before as never), next);
    this.#hashes = copy(new Float64Array(this.#rows), this.#hashes);
    this.#fresh = copy(new Uint8Array(this.#rows), this.#fresh);
    for (const column of this.#columns) column.data = copy(column.make(this.#rows), column.data);
    this.#index = new Uint32Array(this.#rows * 2);
    for (let row = 0; row < this.#used; row++) this.#index[this.#slotOf(this.#hashes[row]!)] = row + 1;
  }

  #evict(): number {
    for (;;) {
      const row = this.#hand;
      this.#hand = (row + 1) % this.#used;
      if (this.#fresh[row] !== 0) {
        this.#fresh[row]!--;
        continue;
      }
      this.#unlink(this.#slotOf(this.#hashes[row]!));
      for (const { data } of this.#columns) data[row] = 0;
      this.evicted++;
      return row;
    }
  }

  /** Takes a slot out and moves those behind it up, so that every key is still found (Knuth 6.4, algorithm R). */
  #unlink(slot: number): void {
    const mask = this.#index.length - 1;
    let hole = slot;
    for (let at = (slot + 1) & mask; this.#index[at] !== 0; at = (at + 1) & mask) {
      const home = (this.#hashes[this.#index[at]! - 1]! >>> 0) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      this.#index[hole] = this.#index[at]!;
      hole = at;
    }
    this.#index[hole] = 0;
  }
}
