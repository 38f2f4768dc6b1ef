import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Store } from '../../src/store/store.js';
import type { StoreUnderTest } from './store-suite.js';

const millis = 30_000;

/** What every engine's leases do. */
export function describeLeases(engine: string, make: () => Promise<StoreUnderTest>): void {
  describe(`leases in ${engine}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    before(async () => {
      under = await make();
      store = await under.open();
    });
    after(async () => {
      await store.close();
      await under.remove();
    });
    const take = (name: string, holder: string, state?: string) => store.leases.take({ name, holder, millis }, state);

    test('one machine has it until it runs out, and the next one finds what was left', async () => {
      assert.deepEqual(await take('mail', 'a'), { state: undefined });
      assert.deepEqual(await take('mail', 'a', 'at 7'), { state: 'at 7' });
      assert.equal(await take('mail', 'b', 'at 1'), undefined);
      under.clock.now += millis - 1;
      assert.equal(await take('mail', 'b'), undefined);
      under.clock.now += 1;
      assert.deepEqual(await take('mail', 'b', 'at 1'), { state: 'at 7' });
      assert.equal(await take('mail', 'a'), undefined);
    });

    test('taken again in time it goes on', async () => {
      await take('hook', 'a');
      for (let n = 0; n < 3; n += 1) {
        under.clock.now += millis - 1;
        assert.ok(await take('hook', 'a'));
        assert.equal(await take('hook', 'b'), undefined);
      }
    });

    test('given back it is free at once; only who has it can give it back', async () => {
      await take('syslog', 'a');
      await store.leases.release({ name: 'syslog', holder: 'b' }, 'wrong');
      assert.equal(await take('syslog', 'b'), undefined);
      await store.leases.release({ name: 'syslog', holder: 'a' }, 'at 9');
      assert.deepEqual(await take('syslog', 'b'), { state: 'at 9' });
    });

    test('of many that ask at once one gets it', async () => {
      const taken = await Promise.all(Array.from({ length: 8 }, (_, n) => take('rush', `m${n}`)));
      assert.equal(taken.filter(Boolean).length, 1);
    });
  });
}
