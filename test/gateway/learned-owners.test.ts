import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LearnedOwners, type OwnerSource } from '../../src/gateway/learned-owners.js';
import type { LearnedOwner, ObjectKey, OwnerChange } from '../../src/store/learned-owner.js';

const key = (id: string): ObjectKey => ({ api: 'shop', resource: 'order', id });
const nameOf = ({ api, resource, id }: ObjectKey): string => `${api} ${resource} ${id}`;
const ownedBy = (value: string): LearnedOwner => ({ owner: { is: 'principal.subject', value }, learnedAt: 0 });

/** A store in memory that keeps the first word on a thing, as the real one does, and can be away. */
class Shelf implements OwnerSource {
  readonly kept = new Map<string, LearnedOwner>();
  isAway = false;

  async find(at: ObjectKey): Promise<LearnedOwner | undefined> {
    if (this.isAway) throw new Error('the store is away');
    return this.kept.get(nameOf(at));
  }

  async keep(changes: readonly OwnerChange[]): Promise<void> {
    if (this.isAway) throw new Error('the store is away');
    for (const { key: at, learned } of changes) {
      const name = nameOf(at);
      if (!learned) this.kept.delete(name);
      else if (!this.kept.has(name)) this.kept.set(name, learned);
    }
  }
}

describe('owners that were learned', () => {
  test('are known at once, and kept soon after', async () => {
    const shelf = new Shelf();
    const owners = new LearnedOwners({ source: shelf });
    await owners.learn(key('1'), ownedBy('alice'));
    assert.equal((await owners.find(key('1')))?.owner?.value, 'alice');
    assert.equal(shelf.kept.size, 0);
    await owners.flush();
    assert.equal(shelf.kept.get('shop order 1')?.owner?.value, 'alice');
    assert.equal(await owners.find(key('2')), undefined);
    assert.equal(await owners.find({ ...key('1'), resource: 'note' }), undefined);
    assert.equal(await owners.find({ ...key('1'), api: 'other' }), undefined);
  });

  test('of another worker are known once it kept them, and forgotten within a second', async () => {
    const shelf = new Shelf();
    let now = 0;
    const [one, other] = [new LearnedOwners({ source: shelf }), new LearnedOwners({ source: shelf, now: () => now })];
    await one.learn(key('1'), ownedBy('alice'));
    await one.flush();
    assert.equal((await other.find(key('1')))?.owner?.value, 'alice');
    one.forget(key('1'));
    assert.equal(await one.find(key('1')), undefined, 'at once where it was deleted');
    await one.flush();
    now = 999;
    assert.equal((await other.find(key('1')))?.owner?.value, 'alice');
    now = 1001;
    assert.equal(await other.find(key('1')), undefined);
  });

  test('stay with who came first, until the thing is deleted', async () => {
    const shelf = new Shelf();
    const [one, other] = [new LearnedOwners({ source: shelf }), new LearnedOwners({ source: shelf })];
    await one.learn(key('1'), ownedBy('alice'));
    await one.learn(key('1'), ownedBy('bob'));
    assert.equal((await one.find(key('1')))?.owner?.value, 'alice');
    await one.flush();
    await other.learn(key('1'), ownedBy('bob'));
    assert.equal((await other.find(key('1')))?.owner?.value, 'alice');
    other.forget(key('1'));
    await other.learn(key('1'), ownedBy('bob'));
    await other.flush();
    assert.equal(shelf.kept.get('shop order 1')?.owner?.value, 'bob');
  });

  test('cannot be told while the store is away, and are kept when it is back', async () => {
    const shelf = new Shelf();
    const troubles: string[] = [];
    const owners = new LearnedOwners({ source: shelf, onTrouble: (text) => troubles.push(text) });
    shelf.isAway = true;
    await owners.learn(key('1'), ownedBy('alice'));
    await assert.rejects(owners.find(key('1')), /away/);
    await sleep(20);
    assert.deepEqual(troubles, ['owners that were learned cannot be kept: the store is away']);
    shelf.isAway = false;
    await owners.flush();
    assert.equal((await owners.find(key('1')))?.owner?.value, 'alice');
  });

  test('without a store are remembered by the process, as long as there is room', async () => {
    const owners = new LearnedOwners();
    for (let i = 0; i < 50_001; i++) await owners.learn(key(String(i)), ownedBy('alice'));
    assert.equal(await owners.find(key('0')), undefined);
    assert.equal((await owners.find(key('50000')))?.owner?.value, 'alice');
    owners.forget(key('50000'));
    assert.equal(await owners.find(key('50000')), undefined);
  });

  test('stay in the process where nobody keeps them, on top of what the store has', async () => {
    const shelf = new Shelf();
    shelf.kept.set('shop order 1', ownedBy('alice'));
    const owners = new LearnedOwners({ source: { find: (at) => shelf.find(at) } });
    await owners.learn(key('2'), ownedBy('bob'));
    owners.forget(key('1'));
    await owners.close();
    assert.equal(shelf.kept.size, 1);
    assert.equal(await owners.find(key('1')), undefined);
    assert.equal((await owners.find(key('2')))?.owner?.value, 'bob');
  });
});
