import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { assertRefused, startOrchard, type Gateway, type Orchard } from '../bench.js';
import { withKeys } from '../with-keys.js';

let orchard: Orchard;
let project: ReturnType<typeof withKeys>;
let gateway: Gateway;
before(async () => {
  orchard = await startOrchard();
  project = withKeys(orchard.url);
  gateway = await project.start();
  await project.run('keys', 'create', '--name', 'job', '--roles', 'customer', '--subject', 'canary-ada');
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const allBytes = (folder: string): string =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => fs.readFileSync(`${entry.parentPath}/${entry.name}`, 'latin1'))
    .join('');

describe('portcullis store backup', () => {
  it('copies a store while the gateway answers, readable by its owner only, without the keys of the vault', async () => {
    const calls = Array.from({ length: 30 }, () => fetch(`${gateway.url}/orders`).then(({ status }) => status));
    const { code, stdout } = await project.run('store', 'backup', 'backup');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^\d files, \d+ kB in .*backup\nwhat is sealed in it needs local-[0-9a-f]+: keep that apart\n$/,
    );
    assert.ok((await Promise.all(calls)).every((status) => status === 401));
    const folder = project.file('backup');
    for (const entry of fs.readdirSync(folder, { recursive: true }) as string[])
      assert.equal(fs.statSync(`${folder}/${entry}`).mode & 0o077, 0, entry);
    const bytes = allBytes(folder);
    assert.doesNotMatch(bytes, /canary/);
    for (const name of ['vault.key', 'checkpoint.key']) {
      const secret = project.read(`.portcullis/${name}`).trim();
      assert.ok(!bytes.includes(secret.slice(-30)), `${name} is not in the backup`);
    }
    assert.match(JSON.stringify(await project.json('events', 'search')), /denial/);
  });

  it('never writes into a folder that has something in it', async () => {
    assertRefused(await project.run('store', 'backup', 'backup'), 'USAGE', 'is not empty');
  });
});
