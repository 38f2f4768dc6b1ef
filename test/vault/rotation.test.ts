import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { finishRotation, pendingKeys, retireDataKeys } from '../../src/vault/rotation.js';
import type { Vault } from '../../src/vault/vault.js';
import { cell, VaultFolder } from './folder.js';
import { KeyServer } from './key-server.js';

const secretCell = (name: string) => ({ table: 'vault_secret', column: 'value', row: name });

/** A folder with secrets in it, and what rotates them. */
async function withSecrets(count: number) {
  const folder = new VaultFolder();
  const vault = folder.vault();
  const { secrets } = folder.store.vault;
  const names = Array.from({ length: count }, (_, i) => `s${String(i).padStart(3, '0')}`);
  for (const name of names) await secrets.put(name, await vault.seal(secretCell(name), `value of ${name}`));
  const partsOf = (by: Vault, more: { signal?: AbortSignal; graceMillis?: number } = {}) => ({
    vault: by,
    store: folder.store.vault,
    reseal: async (column: string, row: { key: string; value: string }) =>
      column === 'vault_secret.value' ? by.reseal(secretCell(row.key), row.value) : undefined,
    graceMillis: 0,
    ...more,
  });
  const read = async (by: Vault) => {
    const all = await Promise.all(
      names.map(async (name) => by.open(secretCell(name), (await secrets.get(name))!.sealed)),
    );
    return all.map((opened) => (opened.state === 'open' ? opened.text : 'erased'));
  };
  return { folder, vault, names, partsOf, read, expected: names.map((name) => `value of ${name}`) };
}

describe('new data keys', () => {
  test('every cell is sealed anew, the old key is destroyed, its bytes are nowhere in the folder', async () => {
    const { folder, vault, partsOf, read, expected } = await withSecrets(20);
    const [old] = await folder.store.vault.keys.list();
    assert.ok(folder.bytes().includes(old!.wrapped!));
    assert.equal(await retireDataKeys(partsOf(vault)), 1);
    assert.deepEqual(await finishRotation(partsOf(vault)), { rows: 20, keys: 1 });
    assert.deepEqual(await read(folder.vault()), expected);
    assert.deepEqual(await read(vault), expected);
    assert.equal(folder.bytes().includes(old!.wrapped!), false);
    const after = await folder.store.vault.keys.list();
    assert.deepEqual(
      after.map(({ wrapped }) => wrapped !== undefined),
      [false, true],
    );
    assert.deepEqual(await finishRotation(partsOf(vault)), { rows: 0, keys: 0 });
  });

  test('interrupted anywhere, all can be read, and another process goes on from there', async () => {
    const { folder, vault, partsOf, read, expected } = await withSecrets(12);
    await retireDataKeys(partsOf(vault));
    const interrupt = new AbortController();
    const parts = partsOf(vault, { signal: interrupt.signal });
    let done = 0;
    const reseal: typeof parts.reseal = async (...row) => {
      if (row[0] === 'vault_secret.value' && (done += 1) === 5) interrupt.abort();
      return parts.reseal(...row);
    };
    await assert.rejects(finishRotation({ ...parts, reseal }), /Interrupted/);
    assert.deepEqual(await read(folder.vault()), expected);
    assert.equal((await pendingKeys(parts)).length, 1);
    const next = partsOf(folder.vault());
    assert.deepEqual(await finishRotation(next), { rows: 12 - 5, keys: 1 });
    assert.deepEqual(await read(folder.vault()), expected);
  });

  test('a process that goes on sealing meanwhile loses nothing', async () => {
    const { folder, vault, partsOf, read, expected } = await withSecrets(30);
    const running = folder.vault();
    await running.seal(cell, 'opens the key');
    await retireDataKeys(partsOf(vault));
    const { secrets } = folder.store.vault;
    const rotation = finishRotation(partsOf(vault, { graceMillis: 50 }));
    for (const name of ['s003', 's029', 's000'])
      await secrets.put(name, await running.seal(secretCell(name), `value of ${name}`));
    await rotation;
    assert.deepEqual(await read(running), expected);
  });

  test('an old key that a cell still needs is not destroyed', async () => {
    const { folder, vault, partsOf, read, expected } = await withSecrets(3);
    await retireDataKeys(partsOf(vault));
    const [old] = await pendingKeys(partsOf(vault));
    assert.equal(await folder.store.vault.keys.destroy(old!.id, { unlessUsed: true }), false);
    assert.deepEqual(await read(folder.vault()), expected);
  });
});

describe('a new key of the vault', () => {
  test('wraps every data key anew and touches no cell', async () => {
    const { folder, vault, read, expected } = await withSecrets(3);
    const before = await folder.store.vault.secrets.list();
    const next = vault.sources.createNext();
    vault.sources.write([next, 'file:vault.key']);
    assert.equal(await vault.ring.rewrapAll(), 1);
    vault.sources.write([next]);
    assert.deepEqual(await folder.store.vault.secrets.list(), before);
    assert.deepEqual(await read(folder.vault()), expected);
    assert.equal(await folder.vault().ring.rewrapAll(), 0);
  });

  test('between the first and the last data key both are at hand, so nothing stops', async () => {
    const { folder, vault, read, expected } = await withSecrets(3);
    await vault.seal(cell, 'x', { subject: 'ada' });
    const running = folder.vault();
    const next = vault.sources.createNext();
    vault.sources.write([next, 'file:vault.key']);
    const { keys } = folder.store.vault;
    const [first] = await keys.list();
    const half = { rewrapAll: () => folder.vault().ring.rewrapAll() };
    await keys.rewrap(first!.id, {
      from: first!.wrapped!,
      to: await vault.sources
        .open(next)
        .wrap(
          await vault.sources.open('file:vault.key').unwrap(first!.wrapped!, `${first!.id}|store|default`),
          `${first!.id}|store|default`,
        ),
      kekId: vault.sources.open(next).id,
    });
    assert.deepEqual(await read(folder.vault()), expected);
    assert.deepEqual(await read(running), expected);
    assert.equal(await half.rewrapAll(), 2);
  });

  test('a transit key that was rotated in its service wraps anew without showing a data key', async () => {
    const server = await new KeyServer('transit').start();
    try {
      const folder = new VaultFolder();
      const options = { env: { ...server.env, PORTCULLIS_VAULT_KEY: 'transit:portcullis' } };
      const vault = folder.vault(options);
      const sealed = await vault.seal(cell, 'x');
      const [before] = await folder.store.vault.keys.list();
      server.rotate('portcullis');
      server.seen.length = 0;
      assert.equal(await vault.ring.rewrapAll(), 1);
      assert.deepEqual(
        server.seen.map(({ path }) => path),
        ['/v1/transit/rewrap/portcullis'],
      );
      const [after] = await folder.store.vault.keys.list();
      assert.match(before!.wrapped!, /^vault:v1:/);
      assert.match(after!.wrapped!, /^vault:v2:/);
      assert.deepEqual(await folder.vault(options).open(cell, sealed), { state: 'open', text: 'x' });
    } finally {
      await server.stop();
    }
  });
});

describe('a person who is erased', () => {
  test('leaves marks that nobody can read, in every process at once, and nobody else loses anything', async () => {
    const folder = new VaultFolder();
    const [vault, running] = [folder.vault(), folder.vault()];
    const place = { table: 'person_name', column: 'sealed', row: 'p_1' };
    const ada = await vault.seal(place, 'ada', { subject: 'ada' });
    const bob = await vault.seal(place, 'bob', { subject: 'bob' });
    const subject = await vault.seal(cell, 'ada', { subject: 'ada' });
    assert.deepEqual(await running.open(place, ada), { state: 'open', text: 'ada' });
    const keys = (await vault.keysOf('ada')).map(({ wrapped }) => wrapped!);
    assert.equal(await vault.erase('ada'), 1);
    assert.deepEqual(await running.open(place, ada), { state: 'erased' });
    assert.deepEqual(await running.open(cell, subject), { state: 'erased' });
    assert.deepEqual(await running.open(place, bob), { state: 'open', text: 'bob' });
    for (const wrapped of keys) assert.equal(folder.bytes().includes(wrapped), false);
    assert.equal(await vault.erase('ada'), 0);
    assert.equal(await vault.erase('nobody'), 0);
  });

  test('who comes back gets a new key; the old values stay erased', async () => {
    const vault = new VaultFolder().vault();
    const before = await vault.seal(cell, 'old', { subject: 'ada' });
    await vault.erase('ada');
    const after = await vault.seal(cell, 'new', { subject: 'ada' });
    assert.deepEqual(await vault.open(cell, before), { state: 'erased' });
    assert.deepEqual(await vault.open(cell, after), { state: 'open', text: 'new' });
  });

  test('a changed cell of theirs is corrupt, not erased', async () => {
    const vault = new VaultFolder().vault();
    const sealed = await vault.seal(cell, 'x', { subject: 'ada' });
    await assert.rejects(vault.open({ ...cell, row: 'other' }, sealed), { code: 'STORE_CORRUPT' });
  });
});
