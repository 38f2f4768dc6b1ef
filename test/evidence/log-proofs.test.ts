import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Paths, proveRecords } from '../../src/evidence/log-proofs.js';
import { leafHash, RightEdge } from '../../src/core/merkle.js';
import { inclusionProof, verifyInclusion } from '../../src/core/merkle-proof.js';
import type { Store } from '../../src/store/store.js';
import { parseCheckpoint } from '../../src/telemetry/checkpoint.js';
import { LogBench } from '../telemetry/log-bench.js';

const leaves = Array.from({ length: 70 }, (_, n) => leafHash(Buffer.from(`record ${n}`)));

describe('paths through a tree that is read once', () => {
  test('are those of RFC 6962, for every leaf of every size', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const own = leaves.slice(0, size);
      const paths = new Paths(own.map((_, n) => n));
      for (const leaf of own) paths.append(leaf);
      for (let n = 0; n < size; n += 1) assert.deepEqual(paths.pathOf(n), inclusionProof(own, n), `${n} of ${size}`);
    }
  });

  test('begin at any edge: what retention dropped is not needed', () => {
    for (let first = 0; first < 40; first += 1) {
      const edge = RightEdge.empty();
      for (const leaf of leaves.slice(0, first)) edge.append(leaf);
      for (const n of [first, first + 1, first + 7, 69]) {
        const paths = new Paths([n]);
        paths.startAt(edge.toBytes());
        for (const leaf of leaves.slice(first)) paths.append(leaf);
        assert.deepEqual(paths.pathOf(n), inclusionProof(leaves, n), `${n} from ${first}`);
      }
    }
  });
});

describe('proofs of records', () => {
  const bench = new LogBench();
  let store: Store;
  let ids: readonly string[];
  before(async () => {
    ids = (await bench.grow({ steps: 2, each: 9 })).map(({ id }) => id);
    store = bench.open();
  });
  after(async () => {
    await store.close();
    bench.remove();
  });

  test('hold for records of both logs, without the store', async () => {
    const proofs = await proveRecords(store, ['audit-3', ids[0]!, ids[17]!, 'audit-17']);
    assert.deepEqual(
      proofs.map(({ id, log, leaf }) => [id, log, leaf]),
      [
        ['audit-3', 'control', 3],
        ['audit-17', 'control', 17],
        [ids[0], 'denials', 0],
        [ids[17], 'denials', 17],
      ],
    );
    for (const { record, leaf, proof, checkpoint } of proofs) {
      const { size, root } = parseCheckpoint(checkpoint)!;
      const hashes = proof.map((hash) => Buffer.from(hash, 'base64'));
      assert.ok(verifyInclusion({ leaf: leafHash(Buffer.from(record, 'base64')), n: leaf, size, root, proof: hashes }));
    }
  });

  test('leave out what is not there and what is not signed yet', async () => {
    await store.audit.append({ kind: 'log_read' });
    assert.deepEqual(await proveRecords(store, ['audit-18', 'audit-99', 'nothing']), []);
  });
});

describe('a log that does not lead to its checkpoint', () => {
  test('is not proved', async () => {
    const bench = new LogBench();
    await bench.grow({ steps: 1, each: 4 });
    bench.sql('control.db', 'UPDATE audit_leaf SET leaf = ? WHERE n = 1', leaves[5]!);
    const store = bench.open();
    await assert.rejects(proveRecords(store, ['audit-0']), { code: 'STORE_CORRUPT' });
    await store.close();
    bench.remove();
  });
});
