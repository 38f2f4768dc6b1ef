import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ActorBlock, DetectionRecord } from '../../src/store/detections.js';
import type { Store } from '../../src/store/store.js';
import { noon, type StoreUnderTest } from './store-suite.js';

const record = (n: number, more: Partial<DetectionRecord> = {}): DetectionRecord => ({
  id: `01a210c1-dc67-7174-8605-00000000000${n}`,
  rule: 'scraping',
  about: `actor principal:${n}`,
  time: noon + n,
  document: { summary: 'much', n },
  ...more,
});

const block = (n: number, more: Partial<ActorBlock> = {}): ActorBlock => ({
  id: `01a210c1-dc67-7174-8606-00000000000${n}`,
  detectionId: record(n).id,
  actor: `principal:${n}`,
  effect: 'block',
  createdAt: noon,
  expiresAt: noon + 900_000,
  ...more,
});

/** What every engine's store of detections must do. */
export function describeDetections(engine: string, make: () => Promise<StoreUnderTest>): void {
  describe(`detections in ${engine}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    before(async () => {
      under = await make();
      under.clock.now = noon;
      store = await under.open();
      await store.detections.add(record(1), [block(1)]);
      await store.detections.add(record(2, { rule: 'decoy-touched' }));
      await store.detections.add(record(3), [block(3, { effect: 'throttle' })]);
    });
    after(async () => {
      await store.close();
      await under.remove();
    });
    const ids = async (filter?: Parameters<Store['detections']['list']>[0]) =>
      (await store.detections.list(filter)).map(({ id }) => id.at(-1));

    it('lists newest first, by state, rule and time', async () => {
      assert.deepEqual(await ids(), ['3', '2', '1']);
      assert.deepEqual(await ids({ rule: 'scraping', limit: 1 }), ['3']);
      assert.deepEqual(await ids({ since: noon + 2 }), ['3', '2']);
      assert.deepEqual(await ids({ state: 'closed' }), []);
    });

    it('gives back what was stored, by id or a distinct end of it', async () => {
      const found = await store.detections.get('000000000001');
      assert.deepEqual(found, { ...record(1), state: 'open', blocks: [block(1)] });
      for (const id of ['1', '00000009', '']) await assert.rejects(store.detections.get(id), { code: 'NOT_FOUND' });
    });

    it('adds nothing twice', async () => {
      await store.detections.add(record(1, { rule: 'other' }), [block(9)]);
      assert.equal((await store.detections.get(record(1).id)).rule, 'scraping');
      assert.equal((await store.detections.activeBlocks()).length, 2);
    });

    it('has the blocks in force, also after it was opened again', async () => {
      await store.close();
      store = await under.open();
      assert.deepEqual(
        (await store.detections.activeBlocks()).map(({ actor, effect }) => [actor, effect]),
        [
          ['principal:1', 'block'],
          ['principal:3', 'throttle'],
        ],
      );
      under.clock.now = noon + 900_000;
      assert.deepEqual(await store.detections.activeBlocks(), []);
      under.clock.now = noon;
    });

    it('ends the blocks of a detection that is undone, closes it, and tells of them once', async () => {
      assert.deepEqual(await store.detections.takeUndone(), []);
      const closed = await store.detections.undo(record(1).id, 'ann', 'a test');
      assert.deepEqual([closed.state, closed.closedBy, closed.reason], ['closed', 'ann', 'a test']);
      assert.deepEqual(
        (await store.detections.activeBlocks()).map(({ actor }) => actor),
        ['principal:3'],
      );
      const told = await store.detections.takeUndone();
      assert.deepEqual(
        told.map(({ actor, undoneBy, undoneAt }) => [actor, undoneBy, undoneAt]),
        [['principal:1', 'ann', noon]],
      );
      assert.deepEqual(await store.detections.takeUndone(), []);
    });

    it('adds a block to a detection that is there, and to no other', async () => {
      await store.detections.block(block(2));
      assert.equal((await store.detections.get(record(2).id)).blocks.length, 1);
      await assert.rejects(store.detections.block(block(7)), { code: 'NOT_FOUND' });
    });

    it('deletes what was noticed before a time, with its blocks, and nothing else', async () => {
      assert.equal(await store.detections.forget(noon + 2), 1);
      assert.deepEqual(
        (await store.detections.list()).map(({ id }) => id),
        [record(3).id, record(2).id],
      );
      assert.equal(await store.detections.forget(noon + 2), 0);
      assert.deepEqual((await store.detections.get(record(2).id)).blocks.length, 1);
    });
  });
}
