import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../../src/store/driver.js';
import { assertRefused, startOrchard, type Gateway, type Orchard } from '../bench.js';
import { withKeys } from '../with-keys.js';

let orchard: Orchard;
let project: ReturnType<typeof withKeys>;
let gateway: Gateway;
let key: string;
before(async () => {
  orchard = await startOrchard();
  project = withKeys(orchard.url);
  const flags = ['--name', 'job', '--roles', 'customer', '--subject', 'canary-ada'];
  ({ key } = await project.json<{ key: string }>('keys', 'create', ...flags));
  project.write('secret', 'canary-value');
  await project.run('vault', 'set', 'payments', '--file', 'secret');
  gateway = await project.start();
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const rotate = (...flags: string[]) => project.run('store', 'rotate-keys', ...flags);
const letsIn = async () => {
  const response = await fetch(`${gateway.url}/orders`, { headers: { authorization: `Bearer ${key}` } });
  return !(await response.text()).includes('urn:portcullis:denial');
};

/** Sealed values as they stand in the store, by name. */
function sealed(): Map<string, string> {
  const database = openDatabase(project.file('.portcullis/control.db'), { readOnly: true });
  const rows = database.prepare('SELECT name, value FROM vault_secret').all() as { name: string; value: string }[];
  database.close();
  return new Map(rows.map(({ name, value }) => [name, value]));
}

describe('portcullis store rotate-keys', () => {
  it('puts a new key beside the old one, touches nothing that is sealed, and the gateway goes on', async () => {
    const before = sealed();
    const { code, stdout } = await rotate();
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^\d data keys are wrapped by file:vault-\S+\.key\nonly older backups need file:vault\.key now/,
    );
    assert.deepEqual(sealed(), before);
    fs.rmSync(project.file('.portcullis/vault.key'));
    assert.equal(await letsIn(), true);
    assert.equal((await project.run('vault', 'list')).code, 0);
  });

  it('--to takes any other place; one that cannot be had is refused and changes nothing', async () => {
    assertRefused(await rotate('--to', 'file:/nowhere/vault.key'), 'VAULT_KEY_MISSING');
    assertRefused(await rotate('--to', 'nowhere'), 'USAGE', 'file:PATH, env:NAME, aws-kms:KEY or transit:NAME');
    assertRefused(await rotate('--to', 'env:X', '--data-keys'), 'USAGE');
    project.write('elsewhere/kek', `${Buffer.alloc(32, 9).toString('hex')}\n`);
    fs.chmodSync(project.file('elsewhere/kek'), 0o644);
    assertRefused(await rotate('--to', `file:${project.file('elsewhere/kek')}`), 'STORE_INSECURE');
    fs.chmodSync(project.file('elsewhere/kek'), 0o400);
    assert.equal((await rotate('--to', `file:${project.file('elsewhere/kek')}`)).code, 0);
    assert.equal(await letsIn(), true);
  });

  it('--data-keys killed in the middle loses nothing, and the next one finishes it', async () => {
    for (let i = 0; i < 3; i += 1) await project.run('vault', 'set', `s${i}`, '--file', 'secret');
    const before = sealed();
    const child = project.spawn('store', 'rotate-keys', '--data-keys');
    const changed = () => [...sealed()].filter(([name, value]) => before.get(name) !== value).length;
    while (changed() === 0) await sleep(5);
    await child.stop('SIGKILL');
    assert.equal(await letsIn(), true);
    const { code, stdout } = await rotate('--data-keys', '--grace-seconds', '1');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^finished the rotation that was begun: \d rows sealed anew, [1-9] old data keys destroyed\n$/,
    );
    assert.equal(changed(), before.size);
    assert.equal(await letsIn(), true);
    const { stdout: hash } = await project.run('passwords', 'hash', 'a', '--password', '${vault:payments}');
    assert.match(hash, /^a:/);
  });
});
