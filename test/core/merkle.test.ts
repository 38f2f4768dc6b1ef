import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { leafHash, nodeHash, RightEdge } from '../../src/core/merkle.js';

/** Leaves and roots of the test tree that implementations of RFC 6962 share (Certificate Transparency). */
const records = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the Merkle tree of RFC 6962', () => {
  test('has the roots of the shared test vectors after each leaf', () => {
    const edge = RightEdge.empty();
    for (const [index, record] of records.entries()) {
      edge.append(leafHash(Buffer.from(record, 'hex')));
      assert.equal(edge.root().toString('hex'), roots[index], `${index + 1} leaves`);
      assert.equal(edge.size, index + 1);
    }
  });

  test('of nothing has the hash of nothing', () => {
    assert.deepEqual(RightEdge.empty().root(), createHash('sha256').digest());
  });

  test('tells a leaf from a node with the same bytes', () => {
    const [left, right] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    assert.notDeepEqual(leafHash(Buffer.concat([left, right])), nodeHash(left, right));
  });

  test('goes on from the bytes of its edge at every size', () => {
    const whole = RightEdge.empty();
    for (let n = 0; n < 70; n++) {
      const again = RightEdge.from(whole.toBytes());
      assert.equal(again.size, n);
      assert.deepEqual(again.root(), whole.root());
      const leaf = leafHash(Buffer.from(String(n)));
      whole.append(leaf);
      again.append(leaf);
      assert.deepEqual(again.root(), whole.root());
    }
  });

  test('refuses bytes of a wrong length', () => {
    const edge = RightEdge.empty();
    edge.append(leafHash(Buffer.from('a')));
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(7), edge.toBytes().subarray(1), Buffer.alloc(48)])
      assert.throws(() => RightEdge.from(bytes), { code: 'INTERNAL' });
  });
});
