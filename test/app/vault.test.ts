import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, describe, test } from 'node:test';
import { createKey } from '../../src/app/keys.js';
import { OpenVault } from '../../src/app/open-vault.js';
import {
  eraseSubject,
  listSecrets,
  removeSecret,
  rotateDataKeys,
  rotateVaultKey,
  setSecret,
} from '../../src/app/vault.js';
import { Project } from '../cli/bench.js';
import { appIn } from './orchard-app.js';

const project = new Project();
after(() => project.close());
let folders = 0;
/** Apps on one new data folder, each as a command of its own. */
const apps = (parts: Parameters<typeof appIn>[1] = {}) => {
  const data = project.file(`data-${(folders += 1)}`);
  return { data, app: () => appIn(project, { data, ...parts }) };
};
const person = { name: 'k', roles: ['customer'], scopes: [] };

describe('secrets of ${vault:NAME}', () => {
  test('are set, replaced, listed without their values and removed, each told to the logs', async () => {
    const { data, app: open } = apps();
    const app = open();
    await setSecret(app, 'pay', 'secret-one');
    await setSecret(app, 'pay', 'secret-two');
    await setSecret(app, 'mail', 'secret-three');
    const vault = await OpenVault.open(data);
    assert.deepEqual([vault.secretOf('pay'), vault.secretOf('mail')], ['secret-two', 'secret-three']);
    assert.deepEqual(
      (await listSecrets(app)).map((secret) => Object.keys(secret).join()),
      ['name,createdAt,changedAt', 'name,createdAt,changedAt'],
    );
    await removeSecret(app, 'pay');
    await vault.refresh();
    assert.throws(() => vault.secretOf('pay'), { code: 'POLICY_SECRET_MISSING', hint: /^portcullis vault set pay/ });
    await assert.rejects(removeSecret(app, 'pay'), { code: 'NOT_FOUND' });
    const store = await app.store();
    const actions = (await store.events.search({ kind: 'admin_action' })).map(({ detail }) => detail!.action);
    assert.deepEqual(actions, ['secret_removed', 'secret_set', 'secret_set', 'secret_set']);
    assert.doesNotMatch(JSON.stringify([await store.events.search(), await store.audit.list()]), /secret-/);
    await vault.close();
    await app.close();
  });

  for (const name of ['', '../x', 'a b', '1', 'x'.repeat(65)])
    test(`the name ${JSON.stringify(name.slice(0, 9))} is refused`, async () => {
      const app = apps().app();
      await assert.rejects(setSecret(app, name, 'x'), { code: 'USAGE' });
      await app.close();
    });

  test('an empty one is refused', async () => {
    const app = apps().app();
    await assert.rejects(setSecret(app, 'a', ''), { code: 'USAGE', message: /empty/ });
    await app.close();
  });
});

describe('another key of the vault', () => {
  test('by default a new file beside the old one; the old key then opens nothing', async () => {
    const { data, app: open } = apps();
    const app = open();
    await setSecret(app, 'pay', 'secret-one');
    const done = await rotateVaultKey(app, undefined);
    assert.match(done.source, /^file:vault-\d{4}-\d\d-\d\d-[\da-f]{6}\.key$/);
    assert.deepEqual([done.before, done.rewrapped], ['file:vault.key', 2]);
    assert.equal(fs.statSync(`${data}/${done.source.slice(5)}`).mode & 0o777, 0o600);
    await app.close();
    fs.rmSync(`${data}/vault.key`);
    const vault = await OpenVault.open(data);
    assert.equal(vault.secretOf('pay'), 'secret-one');
    await vault.close();
    assert.deepEqual(JSON.parse(fs.readFileSync(`${data}/vault.json`, 'utf8')), { keys: [done.source] });
  });

  test('one that was interrupted goes on with the key that was begun', async () => {
    const { data, app: open } = apps();
    const app = open();
    await setSecret(app, 'pay', 'secret-one');
    const { sources } = (await app.store()).opener;
    const next = sources.createNext();
    sources.write([next, 'file:vault.key']);
    await app.close();
    const again = open();
    const done = await rotateVaultKey(again, undefined);
    assert.deepEqual(done, { source: next, before: 'file:vault.key', rewrapped: 1 }); // the pepper is made with the new key
    await again.close();
    const vault = await OpenVault.open(data);
    assert.equal(vault.secretOf('pay'), 'secret-one');
    await vault.close();
  });

  test('--to a key that cannot be had changes nothing', async () => {
    const { data, app: open } = apps();
    const app = open();
    await setSecret(app, 'pay', 'secret-one');
    for (const [to, code] of [
      ['env:NOT_THERE', 'VAULT_KEY_MISSING'],
      ['file:not-there.key', 'VAULT_KEY_MISSING'],
      ['nonsense', 'USAGE'],
    ] as const)
      await assert.rejects(rotateVaultKey(app, to), { code, exitCode: 2 });
    assert.equal(fs.existsSync(`${data}/vault.json`), false);
    await app.close();
  });

  test('one in the environment is not made by us: --to names another', async () => {
    const KEY = Buffer.alloc(32, 3).toString('base64');
    const { app: open } = apps({ env: { PORTCULLIS_VAULT_KEY: 'env:KEY', KEY } });
    const app = open();
    await assert.rejects(rotateVaultKey(app, undefined), { code: 'USAGE', hint: /--to SOURCE/ });
    await app.close();
  });
});

test('new data keys: all can still be read, the old ones are destroyed, the logs say so', async () => {
  const { data, app: open } = apps();
  const app = open();
  await setSecret(app, 'pay', 'secret-one');
  await createKey(app, { ...person, subject: 'ada' });
  const done = await rotateDataKeys(app, { graceMillis: 0 });
  assert.deepEqual(done, { retired: 2, rows: 2, destroyed: 2, resumed: false });
  assert.equal((await (await app.store()).keys.list())[0]!.subject, 'ada');
  const entries = await (await app.store()).audit.list({ kind: 'data_key_destroyed' });
  assert.deepEqual(
    entries.map(({ detail }) => detail),
    [{ because: 'rotated' }, { because: 'rotated' }],
  );
  const vault = await OpenVault.open(data);
  assert.equal(vault.secretOf('pay'), 'secret-one');
  await vault.close();
  await app.close();
});

describe('an erased person', () => {
  test('has no keys that work and no readable subject; others keep theirs; the audit log has no name', async () => {
    const { app: open } = apps();
    const app = open();
    const ada = await createKey(app, { ...person, subject: 'ada@example.com' });
    const bob = await createKey(app, { ...person, subject: 'bob@example.com' });
    const done = await eraseSubject(app, 'ada@example.com');
    assert.deepEqual(done, { keys: 1, revoked: [ada.record.id] });
    const store = await app.store();
    const [one, two] = [await store.keys.find(ada.record.id), await store.keys.find(bob.record.id)];
    assert.deepEqual([one!.subject, typeof one!.revokedAt], [undefined, 'number']);
    assert.deepEqual([two!.subject, two!.revokedAt], ['bob@example.com', undefined]);
    const [event] = await store.events.search({ kind: 'admin_action' });
    assert.deepEqual([event!.detail!.action, event!.detail!.keys], ['subject_erased', [ada.record.id]]);
    assert.doesNotMatch(JSON.stringify([await store.events.search(), await store.audit.list()]), /ada@example/);
    await assert.rejects(eraseSubject(app, 'ada@example.com'), { code: 'NOT_FOUND', exitCode: 2 });
    await app.close();
  });
});
