import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import type { Vault } from '../../src/vault/vault.js';
import { cell, VaultFolder } from './folder.js';

const textOf = async (vault: Vault, sealed: string): Promise<string> => {
  const opened = await vault.open(cell, sealed);
  assert.ok(opened.state === 'open');
  return opened.text;
};

describe('a vault', () => {
  test('seals for other processes of the same folder; its key file is made once, for its owner alone', async () => {
    const folder = new VaultFolder();
    const sealed = await folder.vault().seal(cell, 'ada@example.com');
    assert.equal(await textOf(folder.vault(), sealed), 'ada@example.com');
    assert.equal(fs.statSync(folder.file('vault.key')).mode & 0o777, 0o600);
    assert.equal(Buffer.from(fs.readFileSync(folder.file('vault.key'), 'utf8'), 'base64').length, 32);
    const key = fs.readFileSync(folder.file('vault.key'));
    await folder.vault().seal(cell, 'bob', { subject: 'bob' });
    assert.deepEqual(fs.readFileSync(folder.file('vault.key')), key);
  });

  test('has one key for the tenant, and one for each person', async () => {
    const folder = new VaultFolder();
    const [one, two] = [folder.vault(), folder.vault()];
    const of = async (vault: Vault, subject?: string) => (await vault.seal(cell, 'x', { subject })).split('.')[1];
    const ids = [await of(one), await of(two), await of(one, 'ada'), await of(two, 'ada'), await of(one, 'bob')];
    assert.deepEqual(new Set(ids).size, 3);
    assert.deepEqual([ids[0], ids[2]], [ids[1], ids[3]]);
  });

  test('many cells sealed at once by two processes share one key', async () => {
    const folder = new VaultFolder();
    const vaults = [folder.vault(), folder.vault()];
    const sealed = await Promise.all(Array.from({ length: 40 }, (_, i) => vaults[i % 2]!.seal(cell, String(i))));
    assert.equal(new Set(sealed.map((text) => text.split('.')[1])).size, 1);
    assert.equal(await textOf(folder.vault(), sealed[7]!), '7');
  });

  test('the store has neither key nor name of a person in the clear', async () => {
    const folder = new VaultFolder();
    await folder.vault().seal(cell, 'x', { subject: 'ada@example.com' });
    const [index, person] = await folder.store.vault.keys.list();
    assert.equal(person!.subjectMac?.length, 43);
    assert.doesNotMatch(folder.bytes().toString('latin1'), /ada@example/);
    assert.deepEqual([index!.purpose, person!.purpose], ['index', 'store']);
  });

  test('a key that has sealed its share is replaced; what it sealed still opens', async () => {
    const folder = new VaultFolder();
    const vault = folder.vault({ mostUses: 3 });
    const sealed = [];
    for (let i = 0; i < 8; i += 1) sealed.push(await vault.seal(cell, String(i)));
    const ids = sealed.map((text) => text.split('.')[1]!);
    assert.deepEqual(
      ids.map((id) => ids.indexOf(id)),
      [0, 0, 0, 3, 3, 3, 6, 6],
    );
    assert.deepEqual(await Promise.all(sealed.map((text) => textOf(vault, text))), [...'01234567']);
  });

  test('a process that was killed loses the uses it had reserved, never counts one twice', async () => {
    const folder = new VaultFolder();
    const sealed = await folder.vault().seal(cell, 'x');
    await folder.vault().seal(cell, 'y');
    const { uses } = (await folder.store.vault.keys.get(sealed.split('.')[1]!))!;
    assert.equal(uses, 2 * 4096);
  });
});

describe('the key of the vault', () => {
  async function sealedFolder() {
    const folder = new VaultFolder();
    return { folder, sealed: await folder.vault().seal(cell, 'x') };
  }

  test('may come from the environment as base64, base64url or hexadecimal digits', async () => {
    const folder = new VaultFolder();
    const key = randomBytes(32);
    const from = (KEY: string) => folder.vault({ env: { PORTCULLIS_VAULT_KEY: 'env:KEY', KEY } });
    const sealed = await from(key.toString('base64')).seal(cell, 'x');
    for (const text of [key.toString('hex'), key.toString('base64url'), `${key.toString('base64')}\n`])
      assert.equal(await textOf(from(text), sealed), 'x');
    assert.equal(fs.existsSync(folder.file('vault.key')), false);
  });

  test('may lie outside the data folder, at a path of its own', async () => {
    const folder = new VaultFolder();
    const elsewhere = new VaultFolder().file('kek');
    const env = { PORTCULLIS_VAULT_KEY: `file:${elsewhere}` };
    const sealed = await folder.vault({ env }).seal(cell, 'x');
    assert.equal(fs.existsSync(folder.file('vault.key')), false);
    assert.equal(await textOf(folder.vault({ env }), sealed), 'x');
  });

  const broken: Readonly<Record<string, readonly [(file: string) => void, object]>> = {
    'that is gone is asked for, and not replaced': [
      (file) => fs.rmSync(file),
      { code: 'VAULT_KEY_MISSING', message: /^There is no key of the vault at \S+vault\.key$/, exitCode: 2 },
    ],
    'that is cut': [
      (file) => fs.writeFileSync(file, fs.readFileSync(file, 'utf8').slice(0, 30)),
      { code: 'VAULT_KEY_INVALID', message: /is cut or damaged$/, exitCode: 2 },
    ],
    'that is empty': [(file) => fs.writeFileSync(file, ''), { code: 'VAULT_KEY_INVALID', exitCode: 2 }],
    'that is another one': [
      (file) => fs.writeFileSync(file, randomBytes(32).toString('base64')),
      { code: 'VAULT_KEY_INVALID', expected: /^local-[\da-f]{16}, found local-[\da-f]{16}$/, exitCode: 2 },
    ],
    'that others may read': [
      (file) => fs.chmodSync(file, 0o640),
      { code: 'STORE_INSECURE', hint: /^chmod 600 \S+vault\.key$/, exitCode: 2 },
    ],
  };
  for (const [what, [break_, error]] of Object.entries(broken))
    test(`${what} is refused, and nothing is lost`, async () => {
      const { folder, sealed } = await sealedFolder();
      const file = folder.file('vault.key');
      const kept = fs.readFileSync(file);
      break_(file);
      const after = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
      await assert.rejects(folder.vault().open(cell, sealed), error);
      await assert.rejects(folder.vault().seal(cell, 'y', { subject: 'new' }), error);
      assert.deepEqual(fs.existsSync(file) ? fs.readFileSync(file) : undefined, after);
      fs.writeFileSync(file, kept, { mode: 0o600 });
      fs.chmodSync(file, 0o400);
      assert.equal(await textOf(folder.vault(), sealed), 'x');
    });

  test('never stands in an error, and neither does what was sealed', async () => {
    const { folder, sealed } = await sealedFolder();
    const text = fs.readFileSync(folder.file('vault.key'), 'utf8').slice(0, 30);
    fs.writeFileSync(folder.file('vault.key'), text);
    await assert.rejects(folder.vault().open(cell, sealed), (error: Error) => {
      assert.ok(!`${JSON.stringify(error)}${error.stack}${String(error.cause)}`.includes(text.slice(0, 12)));
      return true;
    });
  });

  for (const source of ['', 'vault.key', 'file:', 'ftp:x', 'env'])
    test(`a place like ${JSON.stringify(source)} is refused with those that there are`, async () => {
      const folder = new VaultFolder();
      fs.writeFileSync(folder.file('vault.json'), JSON.stringify({ keys: [source] }));
      await assert.rejects(folder.vault().seal(cell, 'x'), { code: 'USAGE', expected: /file:PATH, env:NAME/ });
    });

  test('a damaged vault.json is refused', async () => {
    const folder = new VaultFolder();
    for (const text of ['', '{', '{"keys":[]}', '{"keys":"x"}']) {
      fs.writeFileSync(folder.file('vault.json'), text);
      await assert.rejects(folder.vault().seal(cell, 'x'), { code: 'STORE_CORRUPT', exitCode: 2 });
    }
  });
});

describe('a changed data key', () => {
  test('a wrapping that was changed, or swapped for that of another key, does not open', async () => {
    const folder = new VaultFolder();
    const sealed = await folder.vault().seal(cell, 'x');
    const other = await folder.vault().seal(cell, 'x', { subject: 'ada' });
    const { keys } = folder.store.vault;
    const [one, two] = [(await keys.get(sealed.split('.')[1]!))!, (await keys.get(other.split('.')[1]!))!];
    for (const to of [two.wrapped!, `A${one.wrapped!.slice(1, -1)}`]) {
      const { wrapped: from } = (await keys.get(one.id))!;
      assert.ok(await keys.rewrap(one.id, { from: from!, to, kekId: one.kekId }));
      await assert.rejects(folder.vault().open(cell, sealed), { code: 'VAULT_KEY_INVALID' });
    }
  });

  test('a cell of a key that is not in the store is corrupt', async () => {
    const sealed = await new VaultFolder().vault().seal(cell, 'x');
    await assert.rejects(new VaultFolder().vault().open(cell, sealed), { code: 'STORE_CORRUPT' });
  });
});

describe('a vault opened for reading', () => {
  test('makes no key', async () => {
    const folder = new VaultFolder();
    const peppers = await folder.vault({ readOnly: true }).peppers();
    assert.equal(peppers.get(peppers.current)!.length, 32);
    assert.deepEqual(await folder.store.vault.keys.list(), []);
    assert.equal(fs.existsSync(folder.file('vault.key')), false);
  });
});
