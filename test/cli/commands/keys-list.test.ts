import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis keys list', () => {
  it('says how to make one when there is none, and where it looked when there is no store', async () => {
    assertRefused(await project.run('keys', 'list'), /There is no store in/);
    await project.run('audit', '--quiet');
    assert.equal((await project.run('keys', 'list')).stdout, 'no keys; portcullis keys create --name NAME makes one\n');
    assert.deepEqual(await project.json('keys', 'list'), []);
  });

  it('shows id, name, state, roles and dates, never the key', async () => {
    const made = await project.json<{ key: string; id: string }>(
      'keys',
      'create',
      '--name',
      'job',
      '--roles',
      'customer',
    );
    const ended = await project.json<{ id: string }>('keys', 'create', '--name', 'old');
    await project.run('keys', 'revoke', ended.id);
    const { code, stdout } = await project.run('keys');
    assert.equal(code, 0);
    assert.match(stdout, /^id +name +state +roles +created +expires +last used\n/);
    assert.match(stdout, new RegExp(`^${made.id} +job +active +customer +\\d{4}-\\d{2}-\\d{2}$`, 'm'));
    assert.match(stdout, new RegExp(`^${ended.id} +old +revoked +\\d{4}-\\d{2}-\\d{2}$`, 'm'));
    assert.ok(!stdout.includes(made.key));
    const json = JSON.stringify(await project.json('keys', 'list'));
    assert.doesNotMatch(json, /digest|pepper/i);
    assert.ok(!json.includes(made.key));
  });

  it('shows a name as text', async () => {
    await project.run('keys', 'create', '--name', 'a\u001b[2Jb');
    const { stdout } = await project.run('keys', 'list');
    assert.ok(!stdout.includes('\u001b'));
    assert.match(stdout, /a\\u\{1b\}\[2Jb/);
  });
});
