const bitsPerName = 10;
const probes = 5;
const leastBytes = 8;

/**
 * A Bloom filter: tells of most names that they are not among those it was made of. One in about a hundred of the
 * others passes; none of its own is ever missed. 10 bits a name.
 */
export function makeNameFilter(names: readonly string[]): Buffer {
  const bits = Buffer.alloc(Math.max(leastBytes, Math.ceil((names.length * bitsPerName) / 8)));
  const size = bits.length * 8;
  for (const name of names) {
    const [start, step] = hashesOf(name);
    for (let n = 0; n < probes; n += 1) {
      const at = (start + n * step) % size;
      bits[at >> 3]! |= 1 << (at & 7);
    }
  }
  return bits;
}

/** False when `name` is certainly not in the filter. */
export function mayHaveName(filter: Uint8Array, name: string): boolean {
  const size = filter.length * 8;
  const [start, step] = hashesOf(name);
  for (let n = 0; n < probes; n += 1) {
    const at = (start + n * step) % size;
    if ((filter[at >> 3]! & (1 << (at & 7))) === 0) return false;
  }
  return true;
}

/** Two hashes stand for five (Kirsch and Mitzenmacher, 2006). */
function hashesOf(name: string): readonly [start: number, step: number] {
  let first = 0x811c9dc5;
  let second = 0x9e3779b9;
  for (let n = 0; n < name.length; n += 1) {
    const unit = name.charCodeAt(n);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second + unit, 0x85ebca6b);
    second ^= second >>> 15;
  }
  return [mixed(first), (mixed(second) | 1) >>> 0];
}

/** Spreads every bit over all others; the result is not negative. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return (once ^ (once >>> 13)) >>> 0;
}
