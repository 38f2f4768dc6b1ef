import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LearnedOwner, ObjectKey } from '../../src/store/learned-owner.js';
import type { Store } from '../../src/store/store.js';

const key: ObjectKey = { api: 'shop', resource: 'order', id: '7' };
const alice: LearnedOwner = {
  owner: { is: 'principal.subject', value: 'alice' },
  tenant: { is: 'principal.tenant', value: 'acme' },
  learnedAt: 1_795_000_000_000,
};
const bob: LearnedOwner = { owner: { is: 'principal.subject', value: 'bob' }, learnedAt: 1 };

/** What every engine does with owners that were learned. `open` gives the same store again, empty at first. */
export function describeLearnedOwners(engine: string, open: () => Promise<Store>): void {
  describe(`learned owners in ${engine}`, () => {
    test('come back as they went in, also after a restart, and only under their own name', async () => {
      const store = await open();
      await store.learnedOwners.apply([{ key, learned: alice }]);
      await store.close();
      const again = await open();
      assert.deepEqual(await again.learnedOwners.find(key), alice);
      for (const other of [{ id: '8' }, { resource: 'note' }, { api: 'other' }, { id: '07' }, { id: '7 ' }])
        assert.equal(await again.learnedOwners.find({ ...key, ...other }), undefined);
      await again.close();
    });

    test('stay with who came first until the thing is deleted; a batch is applied in order', async () => {
      const store = await open();
      await store.learnedOwners.apply([{ key, learned: bob }]);
      assert.deepEqual(await store.learnedOwners.find(key), alice);
      await store.learnedOwners.apply([
        { key, learned: undefined },
        { key, learned: bob },
        { key, learned: alice },
      ]);
      assert.deepEqual(await store.learnedOwners.find(key), bob);
      await store.learnedOwners.apply([{ key, learned: undefined }]);
      assert.equal(await store.learnedOwners.find(key), undefined);
      await store.learnedOwners.apply([{ key, learned: undefined }]);
      await store.close();
    });

    test('of a person who is erased are forgotten, those of others stay', async () => {
      const store = await open();
      const of = (id: string, learned: LearnedOwner) => ({ key: { ...key, resource: 'letter', id }, learned });
      await store.learnedOwners.apply([of('1', alice), of('2', bob), of('3', alice)]);
      assert.equal(await store.learnedOwners.forgetPerson('alice'), 2);
      assert.equal(await store.learnedOwners.forgetPerson('alice'), 0);
      assert.equal(await store.learnedOwners.find({ ...key, resource: 'letter', id: '1' }), undefined);
      assert.deepEqual(await store.learnedOwners.find({ ...key, resource: 'letter', id: '2' }), bob);
      await store.close();
    });

    test('of a tenant alone have no owner', async () => {
      const store = await open();
      const learned: LearnedOwner = { tenant: { is: 'principal.tenant', value: 'acme' }, learnedAt: 5 };
      await store.learnedOwners.apply([{ key: { ...key, id: 'Ø 1' }, learned }]);
      assert.deepEqual(await store.learnedOwners.find({ ...key, id: 'Ø 1' }), learned);
      await store.close();
    });
  });
}
