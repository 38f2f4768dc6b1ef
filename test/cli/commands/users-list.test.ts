import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis users list', () => {
  it('says what to do where nobody is there yet, and lists who was added', async () => {
    await project.run('store', 'init');
    assert.match((await project.run('users', 'list')).stdout, /nobody yet: portcullis start makes the first admin/);
    await project.run('users', 'add', 'ann', '--role', 'admin');
    const { code, stdout } = await project.run('users');
    assert.equal(code, 0);
    assert.match(stdout, /^ann +admin +password +must change the password +never$/m);
    const [user] = await project.json<readonly Record<string, unknown>[]>('users', 'list');
    assert.deepEqual([user?.['name'], user?.['role'], 'password' in user!], ['ann', 'admin', false]);
  });
});
