import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Store } from '../../src/store/store.js';
import { noon, type StoreUnderTest } from './store-suite.js';

/** What every engine's register of third parties does. */
export function describeVendors(engine: string, make: () => Promise<StoreUnderTest>): void {
  describe(`third parties in ${engine}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    before(async () => {
      under = await make();
      store = await under.open();
      under.clock.now = noon;
    });
    after(async () => {
      await store.close();
      await under.remove();
    });

    test('are registered once, from the first time on', async () => {
      await store.vendors.register(['Acme', 'Mail & Co']);
      under.clock.now += 1000;
      await store.vendors.register(['Acme']);
      assert.deepEqual(await store.vendors.list(), [
        { name: 'Acme', registeredAt: noon },
        { name: 'Mail & Co', registeredAt: noon },
      ]);
      assert.equal(await store.vendors.get('Nobody'), undefined);
    });

    test('are switched off with a reason that stays, and on again; both are in the audit log', async () => {
      const { blocked } = await store.vendors.block('Acme', 'breach', 'ann');
      assert.deepEqual(blocked, { at: noon + 1000, by: 'ann', reason: 'breach' });
      assert.equal((await store.vendors.block('Acme', 'later', 'bob')).blocked?.reason, 'breach');
      assert.equal((await store.vendors.unblock('Acme', 'ann')).blocked, undefined);
      await store.vendors.unblock('Acme', 'ann');
      const kinds = (await store.audit.list()).map(({ kind, actor, subject }) => [kind, actor, subject]);
      assert.deepEqual(kinds, [
        ['vendor_unblocked', 'ann', 'Acme'],
        ['vendor_blocked', 'ann', 'Acme'],
      ]);
    });

    test('are reviewed: the newest review counts, all are kept', async () => {
      const review = { id: 'r1', at: noon, by: 'ann', verdict: 'rejected', answers: { where: 'EU' } } as const;
      await store.vendors.addReview('Acme', review);
      const second = { ...review, id: 'r2', at: noon + 1, verdict: 'approved', note: 'mended' } as const;
      assert.deepEqual((await store.vendors.addReview('Acme', second)).lastReview, second);
      assert.deepEqual(await store.vendors.reviews('Acme'), [second, review]);
    });

    test('are used: each combination since its first call', async () => {
      const use = { vendor: 'Acme', integration: 'pay', application: 'shop', host: 'pay.example', lastAt: noon };
      await store.vendors.addUses([use]);
      await store.vendors.addUses([
        { ...use, lastAt: noon + 5 },
        { ...use, vendor: 'Mail & Co' },
      ]);
      assert.deepEqual(await store.vendors.uses('Acme'), [{ ...use, firstAt: noon, lastAt: noon + 5 }]);
      assert.equal((await store.vendors.uses()).length, 2);
    });

    test('have certificates: the one before is told when another comes', async () => {
      const seen = { vendor: 'Acme', host: 'pay.example', fingerprint: 'f1', key: 'k1', firstAt: noon };
      assert.equal(await store.vendors.sawCertificate(seen), undefined);
      assert.equal(await store.vendors.sawCertificate({ ...seen, firstAt: noon + 1 }), undefined);
      assert.deepEqual(await store.vendors.sawCertificate({ ...seen, fingerprint: 'f2', key: 'k2' }), seen);
      assert.deepEqual(
        (await store.vendors.certificates('Acme')).map(({ fingerprint }) => fingerprint),
        ['f2'],
      );
    });

    test('keep what was last found about them', async () => {
      await store.vendors.keepCheck('New', '{"findings":[]}');
      assert.equal(await store.vendors.check('New'), '{"findings":[]}');
      assert.equal((await store.vendors.get('New'))?.checkedAt, under.clock.now);
      assert.equal(await store.vendors.check('Nobody'), undefined);
    });
  });
}
