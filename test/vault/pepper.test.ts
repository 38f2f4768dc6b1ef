import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { loadPeppers } from '../../src/vault/pepper.js';
import { secretDigest } from '../../src/vault/secret-hash.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-vault-'));
after(() => fs.rmSync(root, { recursive: true }));

let folders = 0;
function withFile(content?: string, mode = 0o600): string {
  const folder = path.join(root, `d${(folders += 1)}`);
  fs.mkdirSync(folder);
  if (content !== undefined) fs.writeFileSync(path.join(folder, 'pepper.key'), content, { mode });
  return folder;
}

const one = Buffer.alloc(32, 1).toString('base64url');
const two = Buffer.alloc(32, 2).toString('base64url');

test('the pepper is made once, 32 random bytes that only the owner may read', () => {
  const folder = path.join(root, 'absent', 'deep');
  const peppers = loadPeppers(folder);
  const pepper = peppers.get(peppers.current)!;
  assert.equal(pepper.length, 32);
  assert.deepEqual(loadPeppers(folder).get(1), pepper);
  assert.notDeepEqual(loadPeppers(withFile()).get(1), pepper);
  assert.equal(fs.statSync(path.join(folder, 'pepper.key')).mode & 0o777, 0o600);
  assert.deepEqual(fs.readdirSync(folder), ['pepper.key']);
});

test('the last line is the current pepper; earlier ones still verify what they made', () => {
  const peppers = loadPeppers(withFile(`1:${one}\n2:${two}\n`));
  assert.equal(peppers.current, 2);
  assert.deepEqual(Buffer.from(peppers.get(1)!), Buffer.alloc(32, 1));
  assert.equal(peppers.get(3), undefined);
});

test('a pepper file that others may read is refused with the chmod that mends it', () => {
  const folder = withFile(`1:${one}\n`);
  fs.chmodSync(path.join(folder, 'pepper.key'), 0o640);
  assert.throws(() => loadPeppers(folder), { code: 'STORE_INSECURE', hint: /^chmod 600 \S+pepper\.key$/ });
});

for (const [what, content] of [
  ['an empty file', ''],
  ['a cut file', `1:${one.slice(0, 20)}`],
  ['a pepper without its version', one],
  ['a version that comes twice', `1:${one}\n1:${two}\n`],
] as const) {
  test(`${what} is refused, never replaced, and shows no pepper`, () => {
    const folder = withFile(content);
    assert.throws(
      () => loadPeppers(folder),
      (error: Error & { code: string }) =>
        error.code === 'STORE_CORRUPT' && !JSON.stringify(error).includes(one.slice(0, 12)),
    );
    assert.equal(fs.readFileSync(path.join(folder, 'pepper.key'), 'utf8'), content);
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
