import type { Column, KeyTable } from './key-table.js';

/** The last three values of each row of a table, and how often they took turns within a window. 22 bytes a row. */
export class ValueTurns {
  readonly #windowSeconds: number;
  readonly #now: Column;
  readonly #before: Column;
  readonly #earlier: Column;
  readonly #beforeAt: Column;
  readonly #turns: Column;
  readonly #turnsSince: Column;

  constructor(table: KeyTable, windowSeconds: number) {
    this.#windowSeconds = windowSeconds;
    this.#now = table.column('u32');
    this.#before = table.column('u32');
    this.#earlier = table.column('u32');
    this.#beforeAt = table.column('u32');
    this.#turns = table.column('u16');
    this.#turnsSince = table.column('u32');
  }

  /** Takes a value (0 is none) and returns the changes within the window, of which the last ones went back and forth. */
  add(row: number, value: number, now: number): number {
    const second = Math.floor(now / 1000);
    const current = this.#now.data[row]!;
    if (current === 0) this.#now.data[row] = value;
    else if (current !== value) this.#change(row, value, second);
    return this.#isCurrent(row, second) ? this.#turns.data[row]! : 0;
  }

  #isCurrent(row: number, second: number): boolean {
    const passed = second - this.#turnsSince.data[row]!;
    return passed >= 0 && passed <= this.#windowSeconds;
  }

  #change(row: number, value: number, second: number): void {
    const isKnown = this.#before.data[row] === value || this.#earlier.data[row] === value;
    const goesBack = isKnown && second - this.#beforeAt.data[row]! <= this.#windowSeconds;
    if (!goesBack || !this.#isCurrent(row, second)) {
      this.#turns.data[row] = 0;
      this.#turnsSince.data[row] = second;
    }
    // The change that began it counts: there and back are two.
    this.#turns.data[row] = goesBack ? Math.max(2, this.#turns.data[row]! + 1) : 1;
    if (this.#before.data[row] !== value) this.#earlier.data[row] = this.#before.data[row]!;
    this.#before.data[row] = this.#now.data[row]!;
    this.#beforeAt.data[row] = second;
    this.#now.data[row] = value;
  }
}
