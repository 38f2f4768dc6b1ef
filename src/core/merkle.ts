import { hash } from 'node:crypto';
import { PortcullisError } from './errors.js';

const hashBytes = 32;
const sizeBytes = 8;
const leafMark = Buffer.from([0]);
const nodeMark = Buffer.from([1]);

/** Hash of one record as a leaf (RFC 6962 2.1): SHA-256(0x00 || record), 32 bytes. */
export function leafHash(record: Uint8Array): Buffer {
  return digest(leafMark, record);
}

/** Hash of an inner node (RFC 6962 2.1): SHA-256(0x01 || left || right), 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  node.set(left, 1);
  node.set(right, 1 + hashBytes);
  return hash('sha256', node, 'buffer');
}

/** Filled anew for each node: there is one for every record, and hashing is not interrupted. */
const node = Buffer.alloc(1 + 2 * hashBytes, nodeMark);

function digest(...parts: readonly Uint8Array[]): Buffer {
  return hash('sha256', Buffer.concat(parts), 'buffer');
}

/**
 * What is needed of a Merkle tree to append to it and to know its root: its size and the roots of its whole
 * subtrees, one for each bit of the size, largest first. At most 53 hashes.
 */
export class RightEdge {
  #size: number;
  readonly #hashes: Buffer[];

  private constructor(size: number, hashes: Buffer[]) {
    this.#size = size;
    this.#hashes = hashes;
  }

  /** The edge of an empty tree. */
  static empty(): RightEdge {
    return new RightEdge(0, []);
  }

  /** Reads what `toBytes` wrote. Throws `INTERNAL` when it is none. */
  static from(bytes: Uint8Array): RightEdge {
    const buffer = Buffer.from(bytes);
    const size = buffer.length >= sizeBytes ? Number(buffer.readBigUInt64BE()) : Number.NaN;
    if (buffer.length !== sizeBytes + onesIn(size) * hashBytes) {
      throw new PortcullisError('INTERNAL', 'The edge of a log has the wrong length');
    }
    const at = (n: number) => buffer.subarray(sizeBytes + n * hashBytes, sizeBytes + (n + 1) * hashBytes);
    return new RightEdge(
      size,
      Array.from({ length: onesIn(size) }, (_, n) => at(n)),
    );
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Adds one leaf hash. */
  append(leaf: Uint8Array): void {
    let right: Buffer = Buffer.from(leaf);
    for (let left = this.#size; left % 2 === 1; left = (left - 1) / 2) right = nodeHash(this.#hashes.pop()!, right);
    this.#hashes.push(right);
    this.#size += 1;
  }

  /** The Merkle tree hash over all leaves; of an empty tree SHA-256 of nothing. */
  root(): Buffer {
    if (this.#size === 0) return digest();
    return this.#hashes.reduceRight((right, left) => nodeHash(left, right));
  }

  toBytes(): Buffer {
    const size = Buffer.alloc(sizeBytes);
    size.writeBigUInt64BE(BigInt(this.#size));
    return Buffer.concat([size, ...this.#hashes]);
  }
}

function onesIn(size: number): number {
  if (!Number.isSafeInteger(size)) return Number.NaN;
  let ones = 0;
  for (let left = size; left > 0; left = Math.floor(left / 2)) ones += left % 2;
  return ones;
}
