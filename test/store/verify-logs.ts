import assert from 'node:assert/strict';
import { leafHash, RightEdge } from '../../src/core/merkle.js';
import { logNames, type EventStore } from '../../src/store/store.js';

/** Every leaf is where it belongs, hashes to what is stored, and leads to the stored head. Returns their number. */
export async function assertLogsWhole(events: EventStore): Promise<number> {
  let count = 0;
  for (const log of logNames) {
    const [first] = await events.files(log);
    const edge = first ? RightEdge.from(first.edge) : RightEdge.empty();
    const starts = new Map((await events.files(log)).map(({ size, edge: start }) => [size, Buffer.from(start)]));
    for await (const { n, record, leaf, consistent } of events.leaves(log)) {
      assert.equal(n, edge.size);
      const start = starts.get(n);
      if (start) assert.deepEqual(edge.toBytes(), start);
      assert.deepEqual(Buffer.from(leaf), leafHash(record));
      assert.ok(consistent);
      edge.append(leaf);
      count += 1;
    }
    const head = (await events.heads()).find((candidate) => candidate.log === log);
    assert.deepEqual(Buffer.from(head!.edge), edge.toBytes());
  }
  return count;
}
