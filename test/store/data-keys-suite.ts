import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DataKeyRecord, KeyScope } from '../../src/core/data-keys.js';
import type { Store } from '../../src/store/store.js';
import { aFinding, aKey, aRun, orders } from './store-suite.js';

let made = 0;
const aDataKey = (more: Partial<DataKeyRecord> = {}): DataKeyRecord => ({
  id: `key-${(made += 1)}`,
  tenant: 'default',
  purpose: 'store',
  kekId: 'local-1',
  wrapped: `wrapped-${made}`,
  uses: 0,
  createdAt: made,
  ...more,
});
const scope: KeyScope = { tenant: 'default', purpose: 'store' };

/** What every engine's keys, secrets and cells of the vault do. `open` gives an empty store. */
export function describeVaultStore(engine: string, open: () => Promise<Store>): void {
  describe(`data keys in ${engine}`, () => {
    test('one key of a scope is current; a second one is not added until it is retired', async () => {
      const { vault } = await open();
      const [first, second] = [aDataKey(), aDataKey()];
      assert.equal(await vault.keys.add(first), true);
      assert.equal(await vault.keys.add(second), false);
      assert.deepEqual(await vault.keys.current(scope), first);
      for (const other of [{ tenant: 't2' }, { purpose: 'index' }, { subjectMac: 'ada' }] as const)
        assert.equal(await vault.keys.add(aDataKey(other)), true);
      await vault.keys.retire(first.id);
      assert.equal(await vault.keys.current(scope), undefined);
      assert.equal(await vault.keys.add(second), true);
      assert.deepEqual(await vault.keys.current(scope), second);
      assert.equal(typeof (await vault.keys.get(first.id))!.retiredAt, 'number');
    });

    test('of many that are added at once one is taken', async () => {
      const { vault } = await open();
      const added = await Promise.all(Array.from({ length: 20 }, () => vault.keys.add(aDataKey())));
      assert.equal(added.filter(Boolean).length, 1);
      assert.equal((await vault.keys.list()).length, 1);
    });

    test('an id is taken once, also when its scope is free', async () => {
      const { vault } = await open();
      assert.equal(await vault.keys.add(aDataKey({ id: 'same' })), true);
      assert.equal(await vault.keys.add(aDataKey({ id: 'same', purpose: 'index' })), false);
    });

    test('uses are counted ahead up to the limit and not beyond, 2^32 included', async () => {
      const { vault } = await open();
      const key = aDataKey({ uses: 2 ** 32 - 10 });
      await vault.keys.add(key);
      assert.equal(await vault.keys.reserve(key.id, { count: 6, most: 2 ** 32 }), true);
      assert.equal(await vault.keys.reserve(key.id, { count: 6, most: 2 ** 32 }), false);
      assert.equal(await vault.keys.reserve(key.id, { count: 4, most: 2 ** 32 }), true);
      assert.equal((await vault.keys.get(key.id))!.uses, 2 ** 32);
      await vault.keys.retire(key.id);
      assert.equal(await vault.keys.reserve(key.id, { count: 0, most: 2 ** 33 }), false);
      assert.equal(await vault.keys.reserve('nobody', { count: 1, most: 9 }), false);
    });

    test('a wrapping is replaced only when it is still the one that was read', async () => {
      const { vault } = await open();
      const key = aDataKey();
      await vault.keys.add(key);
      const change = { from: key.wrapped!, to: 'new', kekId: 'local-2' };
      assert.equal(await vault.keys.rewrap(key.id, change), true);
      assert.equal(await vault.keys.rewrap(key.id, change), false);
      const { wrapped, kekId } = (await vault.keys.get(key.id))!;
      assert.deepEqual([wrapped, kekId], ['new', 'local-2']);
    });

    test('a destroyed key is kept without its wrapping, and recorded in the audit log', async () => {
      const { vault, audit } = await open();
      const key = aDataKey();
      await vault.keys.add(key);
      assert.equal(await vault.keys.destroy(key.id, { unlessUsed: false }), true);
      assert.equal(await vault.keys.destroy(key.id, { unlessUsed: false }), false);
      const after = (await vault.keys.get(key.id))!;
      assert.equal(after.wrapped, undefined);
      assert.equal(typeof after.destroyedAt, 'number');
      assert.equal(await vault.keys.current(scope), undefined);
      const [entry, ...more] = await audit.list({ kind: 'data_key_destroyed' });
      assert.deepEqual([entry!.subject, entry!.detail, more], [key.id, { because: 'erased' }, []]);
    });

    test('a key that a cell names is not destroyed "unless used", wherever the cell is', async () => {
      const store = await open();
      const { keys, secrets } = store.vault;
      const cell = (id: string) => `v1.${id}.iv.ct.tag`;
      const users: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
        secret: (id) => secrets.put('s', cell(id)),
        name: (id) => store.vault.names.add([{ token: 'p_1', sealed: cell(id) }]),
        subject: (id) => store.keys.create(aKey('a', { subject: cell(id) })),
        claims: (id) => store.keys.create(aKey('b', { claims: { sealed: cell(id) } })),
        run: (id) => store.runs.save({ ...aRun([]), sealed: cell(id) } as never),
        finding: (id) => store.findings.recordRun(aRun([{ ...aFinding('f'), sealed: cell(id) } as never]), orders),
      };
      for (const [where, use] of Object.entries(users)) {
        const key = aDataKey({ subjectMac: where });
        await keys.add(key);
        await use(key.id);
        assert.equal(await keys.destroy(key.id, { unlessUsed: true }), false, where);
        assert.equal((await keys.get(key.id))!.wrapped, key.wrapped);
      }
    });
  });

  describe(`which keys are listed in ${engine}`, () => {
    test('is what was asked for: purpose, person, retired, not destroyed, at most so many', async () => {
      const { keys } = (await open()).vault;
      const all = [aDataKey({ purpose: 'pepper' }), aDataKey({ subjectMac: 'ada' }), aDataKey({ subjectMac: 'bob' })];
      for (const key of all) await keys.add(key);
      const [pepper, ada, bob] = all.map(({ id }) => id);
      await keys.retire(ada!);
      await keys.destroy(bob!, { unlessUsed: false });
      const ids = async (filter: Parameters<typeof keys.list>[0]) => (await keys.list(filter)).map(({ id }) => id);
      assert.deepEqual(await ids({}), [pepper, ada, bob]);
      assert.deepEqual(await ids({ purpose: 'pepper' }), [pepper]);
      assert.deepEqual(await ids({ subjectMac: 'bob' }), [bob]);
      assert.deepEqual(await ids({ purpose: 'store', isRetired: true }), [ada]);
      assert.deepEqual(await ids({ isWrapped: true }), [pepper, ada]);
      assert.deepEqual(await ids({ isWrapped: true, limit: 1 }), [pepper]);
    });
  });

  describe(`names of persons in ${engine}`, () => {
    test('are found by their tokens, many at once, and never replaced', async () => {
      const { names } = (await open()).vault;
      const rows = Array.from({ length: 450 }, (_, n) => ({ token: `p_${n}`, sealed: `sealed ${n}` }));
      await names.add(rows);
      await names.add([{ token: 'p_7', sealed: 'another' }]);
      const found = await names.find([...rows.map(({ token }) => token), 'p_nobody']);
      assert.deepEqual(
        [...found].sort((a, b) => Number(a.token.slice(2)) - Number(b.token.slice(2))).map((row) => ({ ...row })),
        rows,
      );
      assert.deepEqual(await names.find([]), []);
    });
  });

  describe(`secrets in ${engine}`, () => {
    test('are put, replaced, listed by name and removed', async () => {
      const { vault, audit } = await open();
      await vault.secrets.put('b', 'one');
      await vault.secrets.put('a', 'two');
      await vault.secrets.put('b', 'three');
      const all = await vault.secrets.list();
      assert.deepEqual(
        all.map(({ name, sealed }) => [name, sealed]),
        [
          ['a', 'two'],
          ['b', 'three'],
        ],
      );
      assert.ok(all[1]!.changedAt >= all[1]!.createdAt);
      assert.equal((await vault.secrets.get('a'))!.sealed, 'two');
      assert.equal(await vault.secrets.remove('a'), true);
      assert.equal(await vault.secrets.remove('a'), false);
      assert.equal(await vault.secrets.get('a'), undefined);
      const kinds = (await audit.list()).map(({ kind, subject }) => `${kind} ${subject}`);
      assert.deepEqual(kinds, ['secret_removed a', 'secret_set b', 'secret_set a', 'secret_set b']);
    });
  });

  describe(`sealed cells in ${engine}`, () => {
    test('come in pages, once each, and are replaced only when nobody else was faster', async () => {
      const { vault } = await open();
      for (const name of ['c', 'a', 'b']) await vault.secrets.put(name, `sealed ${name}`);
      const seen: string[] = [];
      for (let after = ''; ;) {
        const [row] = await vault.cells.page('vault_secret.value', { after, limit: 1 });
        if (!row) break;
        seen.push(`${row.key}: ${row.value}`);
        after = row.key;
      }
      assert.deepEqual(seen, ['a: sealed a', 'b: sealed b', 'c: sealed c']);
      const { replace } = vault.cells;
      assert.equal(await replace('vault_secret.value', 'a', { from: 'sealed a', to: 'x' }), true);
      assert.equal(await replace('vault_secret.value', 'a', { from: 'sealed a', to: 'y' }), false);
      assert.equal((await vault.secrets.get('a'))!.sealed, 'x');
    });

    test('a finding comes with the run that saw it last; rows without a value are left out', async () => {
      const store = await open();
      const run = aRun([aFinding('f')]);
      await store.findings.recordRun(run, orders);
      await store.keys.create(aKey('nobody'));
      const [row] = await store.vault.cells.page('finding.document', { after: '', limit: 9 });
      assert.deepEqual([row!.key, row!.lastRun], ['f', run.id]);
      assert.deepEqual(await store.vault.cells.page('api_key.subject', { after: '', limit: 9 }), []);
    });

    test('the mark that all are sealed is kept', async () => {
      const { vault } = await open();
      assert.equal(await vault.cells.allSealed(), false);
      await vault.cells.markAllSealed();
      assert.equal(await vault.cells.allSealed(), true);
    });
  });
}
