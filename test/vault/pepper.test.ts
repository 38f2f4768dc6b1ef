import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { secretDigest } from '../../src/vault/secret-hash.js';
import { VaultFolder } from './folder.js';

function withFile(content: string, mode = 0o600): VaultFolder {
  const folder = new VaultFolder();
  fs.writeFileSync(folder.file('pepper.key'), content, { mode });
  return folder;
}

const one = Buffer.alloc(32, 1).toString('base64url');
const two = Buffer.alloc(32, 2).toString('base64url');

test('the pepper is made once, 32 random bytes that lie wrapped in the store', async () => {
  const folder = new VaultFolder();
  const peppers = await folder.vault().peppers();
  const pepper = peppers.get(peppers.current)!;
  assert.equal(pepper.length, 32);
  assert.deepEqual((await folder.vault().peppers()).get(1), pepper);
  assert.deepEqual((await folder.vault({ readOnly: true }).peppers()).get(1), pepper);
  assert.notDeepEqual((await new VaultFolder().vault().peppers()).get(1), pepper);
  assert.equal(folder.bytes().includes(Buffer.from(pepper)), false);
  assert.equal(fs.existsSync(folder.file('pepper.key')), false);
});

test('a pepper file of an earlier version moves into the store, all versions, the last one current', async () => {
  const folder = withFile(`1:${one}\n2:${two}\n`);
  const before = await folder.vault({ readOnly: true }).peppers();
  assert.deepEqual([before.current, Buffer.from(before.get(1)!)], [2, Buffer.alloc(32, 1)]);
  for (const peppers of [await folder.vault().peppers(), await folder.vault().peppers()]) {
    assert.equal(peppers.current, 2);
    assert.deepEqual(Buffer.from(peppers.get(1)!), Buffer.alloc(32, 1));
    assert.deepEqual(Buffer.from(peppers.get(2)!), Buffer.alloc(32, 2));
    assert.equal(peppers.get(3), undefined);
  }
  assert.equal(fs.existsSync(folder.file('pepper.key')), false);
});

test('a move that was interrupted goes on; a file with another pepper than the store stays', async () => {
  const folder = withFile(`1:${one}\n2:${two}\n`);
  await folder.vault().ring.adopt({ tenant: 'default', purpose: 'pepper' }, 'pepper-1', Buffer.alloc(32, 1));
  assert.equal((await folder.vault().peppers()).current, 2);
  assert.equal(fs.existsSync(folder.file('pepper.key')), false);
  fs.writeFileSync(folder.file('pepper.key'), `1:${two}\n`, { mode: 0o600 });
  assert.equal((await folder.vault().peppers()).current, 2);
  assert.equal(fs.existsSync(folder.file('pepper.key')), true);
});

test('a pepper file that others may read is refused with the chmod that mends it', async () => {
  const folder = withFile(`1:${one}\n`, 0o640);
  fs.chmodSync(folder.file('pepper.key'), 0o640);
  await assert.rejects(folder.vault().peppers(), { code: 'STORE_INSECURE', hint: /^chmod 600 \S+pepper\.key$/ });
});

for (const [what, content] of [
  ['an empty file', ''],
  ['a cut file', `1:${one.slice(0, 20)}`],
  ['a pepper without its version', one],
  ['a version that comes twice', `1:${one}\n1:${two}\n`],
] as const) {
  test(`${what} is refused, never replaced, and shows no pepper`, async () => {
    const folder = withFile(content);
    await assert.rejects(
      folder.vault().peppers(),
      (error: Error & { code: string }) =>
        error.code === 'STORE_CORRUPT' && !JSON.stringify(error).includes(one.slice(0, 12)),
    );
    assert.equal(fs.readFileSync(folder.file('pepper.key'), 'utf8'), content);
  });
}

test('a digest depends on the secret and on the pepper', () => {
  const [a, b] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  assert.equal(secretDigest('key', a).length, 32);
  assert.deepEqual(secretDigest('key', a), secretDigest('key', a));
  assert.notDeepEqual(secretDigest('key', a), secretDigest('key', b));
  assert.notDeepEqual(secretDigest('key', a), secretDigest('kez', a));
  // RFC 4231, test case 2.
  const known = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  assert.equal(secretDigest('what do ya want for nothing?', Buffer.from('Jefe')).toString('hex'), known);
});
