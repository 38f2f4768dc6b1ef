import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SharedKeeper, SharedMemory, type SharedMessage } from '../../src/app/shared-memory.js';

/** Workers of one main process; what they send arrives later, as between processes. */
function workersOf(keeper: SharedKeeper, count: number) {
  return Array.from({ length: count }, () => {
    const name = {};
    const state = { isThere: true, delayMillis: 0 };
    const memory: SharedMemory = new SharedMemory((message: SharedMessage) => {
      if (!state.isThere) return false;
      setTimeout(() => {
        const answer = keeper.answer(name, structuredClone(message));
        if (answer) setTimeout(() => memory.heard(structuredClone(answer)), state.delayMillis);
      }, 0);
      return true;
    });
    return { memory, name, state };
  });
}

describe('what workers remember together', () => {
  it('lets a proof be used once, whichever worker gets it', async () => {
    const [first, second] = workersOf(new SharedKeeper(), 2);
    const taken = await Promise.all([
      first!.memory.proofs.take('key', 'a'),
      second!.memory.proofs.take('key', 'a'),
      second!.memory.proofs.take('key', 'b'),
    ]);
    assert.deepEqual(taken.sort(), ['fresh', 'fresh', 'seen']);
  });

  it('counts calls under way of all workers, and takes back what was given back', async () => {
    const [first, second] = workersOf(new SharedKeeper(), 2);
    const leases = await Promise.all([first!.memory.take('coupon', 1), second!.memory.take('coupon', 1)]);
    const [held] = leases.filter((lease) => lease !== undefined);
    assert.equal(leases.filter(Boolean).length, 1);
    assert.equal(await second!.memory.take('coupon', 1), undefined);
    assert.ok(await second!.memory.take('other', 1), 'another key');
    held!();
    assert.ok(await second!.memory.take('coupon', 1));
  });

  it('frees what a worker held that is gone', async () => {
    const keeper = new SharedKeeper();
    const [first, second] = workersOf(keeper, 2);
    assert.ok(await first!.memory.take('coupon', 1));
    keeper.ended(first!.name);
    assert.ok(await second!.memory.take('coupon', 1));
  });

  it('lets nobody in when the main process is gone, or says nothing for a second', async () => {
    const [worker, other] = workersOf(new SharedKeeper(), 2);
    worker!.state.isThere = false;
    assert.equal(await worker!.memory.proofs.take('key', 'a'), 'full');
    assert.equal(await worker!.memory.take('coupon', 1), undefined);
    worker!.state.isThere = true;
    worker!.state.delayMillis = 1200;
    assert.equal(await worker!.memory.take('coupon', 1), undefined);
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.ok(await other!.memory.take('coupon', 1), 'what came too late was given back');
  });
});
