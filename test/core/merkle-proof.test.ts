import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leafHash, RightEdge } from '../../src/core/merkle.js';
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from '../../src/core/merkle-proof.js';

const records = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const shared = records.map((record) => leafHash(Buffer.from(record, 'hex')));
const many = Array.from({ length: 33 }, (_, n) => leafHash(Buffer.from(`record ${n}`)));

function rootOf(leaves: readonly Buffer[]): Buffer {
  const edge = RightEdge.empty();
  for (const leaf of leaves) edge.append(leaf);
  return edge.root();
}

const hex = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('hex'));

describe('inclusion proofs', () => {
  test('are those of the shared test vectors', () => {
    assert.deepEqual(hex(inclusionProof(shared, 0)), [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
  });

  test('verify for every leaf of every size, and for no other place, size, leaf or root', () => {
    for (let size = 1; size <= many.length; size++) {
      const leaves = many.slice(0, size);
      const root = rootOf(leaves);
      for (let n = 0; n < size; n++) {
        const right = { leaf: many[n]!, n, size, root, proof: inclusionProof(leaves, n) };
        assert.ok(verifyInclusion(right), `leaf ${n} of ${size}`);
        assert.ok(!verifyInclusion({ ...right, leaf: leafHash(Buffer.from('other')) }));
        assert.ok(!verifyInclusion({ ...right, root: leafHash(Buffer.from('other')) }));
        assert.ok(!verifyInclusion({ ...right, proof: [...right.proof, root] }));
        if (size > 1) assert.ok(!verifyInclusion({ ...right, n: (n + 1) % size }), `leaf ${n} as ${n + 1} of ${size}`);
        assert.ok(!verifyInclusion({ ...right, n: size }));
        assert.ok(!verifyInclusion({ ...right, n: -1 }));
      }
    }
  });

  test('are refused for a leaf that is not there', () => {
    assert.throws(() => inclusionProof(shared, 8), RangeError);
    assert.throws(() => inclusionProof([], 0), RangeError);
  });
});

describe('consistency proofs', () => {
  test('are those of the shared test vectors', () => {
    assert.deepEqual(hex(consistencyProof(shared, 6)), [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  test('verify between all sizes, and not for a history that was written anew', () => {
    const rewritten = many.with(0, leafHash(Buffer.from('another past')));
    for (let from = 1; from <= many.length; from++) {
      for (let to = from; to <= many.length; to++) {
        const old = { size: from, root: rootOf(many.slice(0, from)) };
        const grown = { size: to, root: rootOf(many.slice(0, to)) };
        const proof = consistencyProof(many.slice(0, to), from);
        assert.ok(verifyConsistency({ from: old, to: grown, proof }), `${from} to ${to}`);
        const other = rewritten.slice(0, to);
        const forged = { size: to, root: rootOf(other) };
        assert.ok(
          !verifyConsistency({ from: old, to: forged, proof: consistencyProof(other, from) }),
          `${from} to ${to}`,
        );
        assert.ok(!verifyConsistency({ from: old, to: grown, proof: [...proof, old.root] }));
      }
    }
  });

  test('of a smaller tree, or of nothing, do not verify', () => {
    const [small, large] = [2, 5].map((size) => ({ size, root: rootOf(many.slice(0, size)) }));
    assert.ok(!verifyConsistency({ from: large!, to: small!, proof: consistencyProof(many.slice(0, 5), 2) }));
    assert.ok(!verifyConsistency({ from: { size: 0, root: rootOf([]) }, to: large!, proof: [] }));
    assert.throws(() => consistencyProof(many, 0), RangeError);
    assert.throws(() => consistencyProof(many, 34), RangeError);
  });
});
