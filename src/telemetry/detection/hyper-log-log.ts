const bits = 10;
const registers = 1 << bits;
const alpha = 0.7213 / (1 + 1.079 / registers);

/** Counts different values in 1 kB (HyperLogLog, p = 10): standard error 3.3 %, median about 2 %. */
export class HyperLogLog {
  readonly #ranks = new Uint8Array(registers);

  /** `hash` is below 2^53 and evenly spread. */
  add(hash: number): void {
    const low = hash >>> 0;
    const high = Math.trunc(hash / 0x100000000);
    const at = low & (registers - 1);
    // 22 bits of the low word, then 21 of the high one.
    const rest = low >>> bits;
    const rank = rest === 0 ? 23 + leadingZeros(high, 21) : 1 + leadingZeros(rest, 22);
    if (rank > this.#ranks[at]!) this.#ranks[at] = rank;
  }

  count(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.#ranks) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const estimate = (alpha * registers * registers) / sum;
    // Small counts: linear counting over the empty registers is better (Flajolet and others, 2007).
    return estimate <= 2.5 * registers && empty > 0 ? registers * Math.log(registers / empty) : estimate;
  }
}

function leadingZeros(value: number, width: number): number {
  return Math.clz32(value) - (32 - width);
}
