import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

interface Made {
  readonly key: string;
  readonly id: string;
  readonly expiresAt: number | null;
}

const create = (...flags: readonly string[]) => project.run('keys', 'create', ...flags);
const list = () => project.json<readonly { readonly id: string; readonly name: string }[]>('keys', 'list');

describe('portcullis keys create', () => {
  it('shows the key once, with its id; only a digest is kept', async () => {
    const { code, stdout } = await create('--name', 'billing job', '--roles', 'support,customer');
    assert.equal(code, 0);
    const [, key, id] = /^(pk_(\w+)\.[\w-]{20,})\n/.exec(stdout)!;
    assert.ok(stdout.includes(`This is the only time the key is shown. Its id is ${id}.`));
    const files = fs.readdirSync(project.file('.portcullis'), { recursive: true, withFileTypes: true });
    const kept = files
      .filter((file) => file.isFile())
      .map((file) => fs.readFileSync(`${file.parentPath}/${file.name}`, 'latin1'));
    assert.ok(kept.length > 0 && kept.every((text) => !text.includes(key!.split('.')[1]!)));
    assert.ok((await list()).some((each) => each.id === id && each.name === 'billing job'));
  });

  it('has the key in the JSON document, with its end', async () => {
    const made = await project.json<Made>('keys', 'create', '--name', 'mobile', '--expires-days', '30');
    assert.ok(made.key.startsWith(`pk_${made.id}.`));
    assert.ok(Math.abs(made.expiresAt! - Date.now() - 30 * 86_400_000) < 60_000);
  });

  it('says whose the key is: subject and tenant', async () => {
    const flags = ['--name', 'acme job', '--subject', '101', '--tenant', 'acme'];
    const { id } = await project.json<Made>('keys', 'create', ...flags);
    const keys = await project.json<readonly { id: string; subject?: string; tenant?: string }[]>('keys', 'list');
    const { subject, tenant } = keys.find((each) => each.id === id)!;
    assert.deepEqual([subject, tenant], ['101', 'acme']);
  });

  it('writes the key to a file that only its owner may read', async () => {
    assert.equal((await create('--name', 'file', '--output', 'key.txt')).stdout, '');
    assert.match(project.read('key.txt'), /^pk_/);
    assert.equal(fs.statSync(project.file('key.txt')).mode & 0o777, 0o600);
  });

  it('makes no key that nobody could see', async () => {
    const before = await list();
    assertRefused(await create('--name', 'lost', '--format', 'sarif'), /--format does not know "sarif" here/);
    project.write('a-file', '');
    assertRefused(
      await create('--name', 'lost', '--output', 'a-file/key.txt'),
      /--output cannot write .*FILE_UNWRITABLE/,
    );
    assert.deepEqual(await list(), before);
  });

  it('says what it needs, and knows the roles of the policy', async () => {
    assertRefused(await create(), 'A key needs a name', '--name');
    assertRefused(await create('--name', 'x', '--roles', 'custmer'), 'did you mean "customer"?');
    assertRefused(await create('--name', 'x', '--roles', ','), /--roles/);
    assertRefused(await create('--name', 'x', '--expires-days', '0'), '--expires-days does not take "0"');
  });

  it('is in the event log, without the key', async () => {
    const events = await project.json<readonly { readonly credentialId: string }[]>('events', '--kind', 'key_created');
    assert.equal(events.length, (await list()).length);
    assert.doesNotMatch(JSON.stringify(events), /pk_\w+\./);
  });
});
