import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis users remove', () => {
  it('removes a person, but never the last admin', async () => {
    await project.run('users', 'add', 'ann', '--role', 'admin');
    await project.run('users', 'add', 'ben', '--role', 'viewer');
    const { code, stdout } = await project.run('users', 'remove', 'ben');
    assert.deepEqual([code, stdout], [0, 'ben is removed\n']);
    assertRefused(await project.run('users', 'remove', 'ben'), 'There is no user ben');
    assertRefused(await project.run('users', 'remove', 'ann'), 'The last admin must stay');
  });
});
