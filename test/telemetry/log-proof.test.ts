import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { leafHash } from '../../src/core/merkle.js';
import { verifyInclusion } from '../../src/core/merkle-proof.js';
import type { Store } from '../../src/store/store.js';
import { readCheckpointKey } from '../../src/telemetry/checkpoint-key.js';
import { isSignedBy, parseCheckpoint } from '../../src/telemetry/checkpoint.js';
import { proveLeaf, type LogProof } from '../../src/telemetry/log-proof.js';
import { LogBench } from './log-bench.js';

let bench: LogBench;
let store: Store;
let ids: string[];
beforeEach(async () => {
  bench = new LogBench();
  ids = (await bench.grow({ steps: 2, each: 7 })).map(({ id }) => id);
  store = bench.open();
});
afterEach(async () => {
  await store.close();
  bench.remove();
});

/** As somebody without the store does it. */
function holds({ leaf: n, record, proof, checkpoint }: LogProof): boolean {
  const { size, root } = parseCheckpoint(checkpoint)!;
  const hashes = proof.map((hash) => Buffer.from(hash, 'base64'));
  return verifyInclusion({ leaf: leafHash(Buffer.from(record, 'base64')), n, size, root, proof: hashes });
}

describe('a proof', () => {
  test('leads from an event to the newest signed checkpoint, and from no other record', async () => {
    const proof = await proveLeaf(store, ids[3]!);
    assert.deepEqual([proof.log, proof.leaf], ['denials', 3]);
    assert.ok(holds(proof));
    assert.ok(Buffer.from(proof.record, 'base64').toString().includes(ids[3]!));
    assert.ok(isSignedBy(parseCheckpoint(proof.checkpoint)!, readCheckpointKey(bench.dataDir)!));
    assert.ok(!holds({ ...proof, record: Buffer.from('{}').toString('base64') }));
    assert.ok(!holds({ ...proof, leaf: 4 }));
  });

  test('is made for records of the audit log and for batches of allowed calls', async () => {
    assert.ok(holds(await proveLeaf(store, 'audit-9')));
    const event = bench.event(50, { kind: 'access', outcome: 'allowed', severity: 'info', status: 200 });
    await store.events.insert([event]);
    await bench.checkpointer(store).take();
    const proof = await proveLeaf(store, event.id);
    assert.deepEqual([proof.log, proof.leaf, proof.proof], ['access', 0, []]);
    assert.ok(holds(proof));
  });

  test('is refused for what is not there, or not signed yet', async () => {
    const late = bench.event(99);
    await store.events.insert([late]);
    for (const [id, words] of [
      ['nothing', /There is no event/],
      ['audit-14', /after the last checkpoint/],
      [late.id, /after the last checkpoint/],
    ] as const)
      await assert.rejects(
        proveLeaf(store, id),
        (error: Error & { code: string }) => error.code === 'NOT_FOUND' && words.test(error.message),
      );
  });

  test('is not made of a log that was changed', async () => {
    bench.sql('control.db', 'UPDATE audit_leaf SET leaf = zeroblob(32) WHERE n = 2');
    await assert.rejects(proveLeaf(store, 'audit-9'), { code: 'STORE_CORRUPT' });
  });
});
