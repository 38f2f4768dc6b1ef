import ipaddr from 'ipaddr.js';

const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const separatorBytes = 16;
const mostDepth = 16;

/** Reads the MaxMind DB format, version 2.0: a binary tree over address bits, then a section of typed values. */
export class MmdbReader {
  readonly #bytes: Buffer;
  readonly #nodes: number;
  readonly #recordBits: number;
  readonly #isV6: boolean;
  readonly #dataStart: number;
  #v4Root = 0;

  /** Throws `RangeError` when the bytes are no such database. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    const at = bytes.lastIndexOf(marker);
    if (at === -1) throw new RangeError('not a MaxMind database');
    const [meta] = decode(bytes, { at: at + marker.length, base: at + marker.length, depth: 0 });
    const { node_count: nodes, record_size: bits, ip_version: version } = meta as Record<string, unknown>;
    if (typeof nodes !== 'number' || typeof bits !== 'number' || ![24, 28, 32].includes(bits)) {
      throw new RangeError('the metadata of the database cannot be read');
    }
    this.#nodes = nodes;
    this.#recordBits = bits;
    this.#isV6 = version === 6;
    const treeBytes = (nodes * bits) / 4;
    this.#dataStart = treeBytes + separatorBytes;
    if (this.#dataStart > at) throw new RangeError('the database is cut off');
    if (this.#isV6) for (let i = 0; i < 96 && this.#v4Root < nodes; i++) this.#v4Root = this.#child(this.#v4Root, 0);
  }

  /** The value of an address, or undefined. */
  get(address: string): unknown {
    if (!ipaddr.isValid(address)) return undefined;
    const octets = ipaddr.process(address).toByteArray();
    if (octets.length === 16 && !this.#isV6) return undefined;
    let node = octets.length === 4 ? this.#v4Root : 0;
    for (let bit = 0; bit < octets.length * 8 && node < this.#nodes; bit++) {
      node = this.#child(node, (octets[bit >> 3]! >> (7 - (bit & 7))) & 1);
    }
    if (node <= this.#nodes) return undefined;
    const at = this.#dataStart + node - this.#nodes - separatorBytes;
    return decode(this.#bytes, { at, base: this.#dataStart, depth: 0 })[0];
  }

  #child(node: number, side: number): number {
    const bytes = this.#bytes;
    if (this.#recordBits === 24) return bytes.readUIntBE(node * 6 + side * 3, 3);
    if (this.#recordBits === 32) return bytes.readUInt32BE(node * 8 + side * 4);
    const at = node * 7;
    const middle = bytes[at + 3]!;
    return side === 0
      ? ((middle >> 4) << 24) | bytes.readUIntBE(at, 3)
      : ((middle & 15) << 24) | bytes.readUIntBE(at + 4, 3);
  }
}

interface At {
  readonly at: number;
  /** Where pointers count from. */
  readonly base: number;
  readonly depth: number;
}

type Decoded = readonly [value: unknown, next: number];

function decode(bytes: Buffer, { at, base, depth }: At): Decoded {
  if (depth > mostDepth) throw new RangeError('the database is nested too deeply');
  const control = bytes[at]!;
  let type = control >> 5;
  let next = at + 1;
  if (type === 1) return pointer(bytes, { at, base, depth });
  if (type === 0) type = 7 + bytes[next++]!;
  let size = control & 31;
  if (size === 29) size = 29 + bytes[next++]!;
  else if (size === 30) [size, next] = [285 + bytes.readUInt16BE(next), next + 2];
  else if (size === 31) [size, next] = [65_821 + bytes.readUIntBE(next, 3), next + 3];
  return value(bytes, { type, size, at: next, base, depth });
}

function pointer(bytes: Buffer, { at, base, depth }: At): Decoded {
  const control = bytes[at]!;
  const length = ((control >> 3) & 3) + 1;
  const high = control & 7;
  const raw = bytes.readUIntBE(at + 1, length);
  const offsets = [0, 2048, 526_336, 0];
  const target = length === 4 ? raw : high * 256 ** length + raw + offsets[length - 1]!;
  return [decode(bytes, { at: base + target, base, depth: depth + 1 })[0], at + 1 + length];
}

function value(
  bytes: Buffer,
  { type, size, at, base, depth }: At & { readonly type: number; readonly size: number },
): Decoded {
  const inside = { base, depth: depth + 1 };
  let next = at;
  if (type === 7) {
    const map: Record<string, unknown> = {};
    for (let i = 0; i < size; i++) {
      const [key, afterKey] = decode(bytes, { at: next, ...inside });
      [map[String(key)], next] = decode(bytes, { at: afterKey, ...inside });
    }
    return [map, next];
  }
  if (type === 11) {
    const list: unknown[] = [];
    for (let i = 0; i < size; i++) [list[i], next] = decode(bytes, { at: next, ...inside });
    return [list, next];
  }
  if (type === 14) return [size === 1, at];
  const end = at + size;
  if (type === 2) return [bytes.toString('utf8', at, end), end];
  if (type === 3) return [bytes.readDoubleBE(at), end];
  if (type === 15) return [bytes.readFloatBE(at), end];
  if (type === 4) return [bytes.subarray(at, end), end];
  // Whole numbers of up to 16 bytes; beyond 2^53 nobody asks for them here.
  let number = 0;
  for (let i = at; i < end; i++) number = number * 256 + bytes[i]!;
  return [type === 8 && size === 4 ? number | 0 : number, end];
}
