import { nodeHash, RightEdge } from './merkle.js';

/** Leaf hashes of a tree, by number. */
export type Leaves = readonly Uint8Array[];

/** Largest power of two below `size` (at least 2). */
function splitOf(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

function rootOf(leaves: Leaves): Buffer {
  const edge = RightEdge.empty();
  for (const leaf of leaves) edge.append(leaf);
  return edge.root();
}

/**
 * The hashes that lead from leaf `n` to the root of the tree of all `leaves` (RFC 6962 2.1.1), nearest first.
 * Throws RangeError when there is no such leaf.
 */
export function inclusionProof(leaves: Leaves, n: number): Buffer[] {
  if (!(n >= 0 && n < leaves.length)) throw new RangeError(`There is no leaf ${n} in a tree of ${leaves.length}`);
  if (leaves.length === 1) return [];
  const half = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return n < half ? [...inclusionProof(left, n), rootOf(right)] : [...inclusionProof(right, n - half), rootOf(left)];
}

/**
 * The hashes that show that the tree of the first `size` leaves grew into that of all `leaves` (RFC 6962 2.1.2).
 * Throws RangeError when `size` is not between 1 and their number.
 */
export function consistencyProof(leaves: Leaves, size: number): Buffer[] {
  if (!(size >= 1 && size <= leaves.length)) throw new RangeError(`No tree of ${size} in one of ${leaves.length}`);
  return subProof(leaves, size, true);
}

function subProof(leaves: Leaves, size: number, whole: boolean): Buffer[] {
  if (size === leaves.length) return whole ? [] : [rootOf(leaves)];
  const half = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return size <= half
    ? [...subProof(left, size, whole), rootOf(right)]
    : [...subProof(right, size - half, false), rootOf(left)];
}

/** A leaf, its number, the size and root of the tree, and the way from one to the other. */
export interface Inclusion {
  readonly leaf: Uint8Array;
  readonly n: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** True when the leaf is number `n` of the tree with that size and root (RFC 9162 2.1.3.2). */
export function verifyInclusion({ leaf, n, size, root, proof }: Inclusion): boolean {
  if (!(n >= 0 && n < size)) return false;
  let [at, last] = [n, size - 1];
  let hash: Buffer = Buffer.from(leaf);
  for (const step of proof) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      hash = nodeHash(step, hash);
      while (!isOdd(at) && at !== 0) [at, last] = [up(at), up(last)];
    } else hash = nodeHash(hash, step);
    [at, last] = [up(at), up(last)];
  }
  return last === 0 && hash.equals(root);
}

/** Sizes and roots of two trees, and what leads from one to the other. */
export interface Consistency {
  readonly from: { readonly size: number; readonly root: Uint8Array };
  readonly to: { readonly size: number; readonly root: Uint8Array };
  readonly proof: readonly Uint8Array[];
}

/** True when the second tree begins with all leaves of the first (RFC 9162 2.1.4.2). */
export function verifyConsistency({ from, to, proof }: Consistency): boolean {
  if (from.size === to.size) return proof.length === 0 && Buffer.from(from.root).equals(to.root);
  if (!(from.size > 0 && from.size < to.size)) return false;
  const steps = isPowerOfTwo(from.size) ? [from.root, ...proof] : proof;
  const [first, ...rest] = steps;
  if (!first) return false;
  let [at, last] = [from.size - 1, to.size - 1];
  while (isOdd(at)) [at, last] = [up(at), up(last)];
  let old: Buffer = Buffer.from(first);
  let grown: Buffer = old;
  for (const step of rest) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      [old, grown] = [nodeHash(step, old), nodeHash(step, grown)];
      while (!isOdd(at) && at !== 0) [at, last] = [up(at), up(last)];
    } else grown = nodeHash(grown, step);
    [at, last] = [up(at), up(last)];
  }
  return last === 0 && old.equals(from.root) && grown.equals(to.root);
}

const isOdd = (number: number): boolean => number % 2 === 1;
const up = (number: number): number => Math.floor(number / 2);

function isPowerOfTwo(number: number): boolean {
  let left = number;
  while (left % 2 === 0) left /= 2;
  return left === 1;
}
