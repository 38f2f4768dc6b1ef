import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject, type Project } from '../bench.js';

let project: Project;
before(async () => {
  project = orchardProject();
  await project.run('keys', 'create', '--name', 'job', '--roles', 'customer', '--subject', 'ada');
  assert.equal((await project.run('store', 'backup', 'backup')).code, 0);
  await project.run('keys', 'create', '--name', 'later', '--roles', 'customer');
});
after(() => project.close());

const names = async () => (await project.json<{ name: string }[]>('keys', 'list')).map(({ name }) => name);

describe('portcullis store restore', () => {
  it('never replaces a store', async () => {
    assertRefused(await project.run('store', 'restore', 'backup'), 'USAGE', 'There is a store in', 'mv ');
    assert.deepEqual((await names()).sort(), ['job', 'later']);
  });

  it('refuses a backup of which one byte was changed, or a file is missing, and restores nothing', async () => {
    fs.renameSync(project.file('.portcullis'), project.file('before'));
    const file = project.file('backup/control.db');
    const bytes = fs.readFileSync(file);
    const changed = Buffer.from(bytes);
    changed[9000]! ^= 1;
    fs.writeFileSync(file, changed);
    assertRefused(await project.run('store', 'restore', 'backup'), 'STORE_CORRUPT', 'control.db is not as it was');
    fs.rmSync(file);
    assertRefused(await project.run('store', 'restore', 'backup'), 'STORE_CORRUPT', 'control.db is missing');
    fs.writeFileSync(file, bytes, { mode: 0o600 });
    assertRefused(await project.run('store', 'restore', 'nothing'), 'NOT_FOUND', 'no backup');
    assert.equal(fs.existsSync(project.file('.portcullis/control.db')), false);
  });

  it('refuses a log whose records were changed together with the digests of the manifest', async () => {
    fs.cpSync(project.file('backup'), project.file('forged'), { recursive: true });
    const manifest = JSON.parse(project.read('forged/manifest.json')) as { logs: { log: string; root: string }[] };
    const control = manifest.logs.find(({ log }) => log === 'control')!;
    control.root = Buffer.alloc(32).toString('base64');
    project.write('forged/manifest.json', JSON.stringify(manifest));
    assertRefused(await project.run('store', 'restore', 'forged'), 'STORE_CORRUPT', 'the log control is not the one');
  });

  it('brings back what was there, says which key it needs, and is a record of the audit log', async () => {
    const { code, stdout } = await project.run('store', 'restore', 'backup');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^what is sealed needs local-[0-9a-f]+: put it in its place\nrestored as of \d{4}-.* log records verified\n$/,
    );
    for (const key of ['vault.key', 'checkpoint.key'])
      fs.copyFileSync(project.file(`before/${key}`), project.file(`.portcullis/${key}`));
    assert.deepEqual(await names(), ['job']);
    assert.equal((await project.run('events', 'verify')).code, 0);
    const { stdout: log } = await project.run('events', 'search', '--format', 'json');
    assert.match(log, /key_created/);
  });
});
