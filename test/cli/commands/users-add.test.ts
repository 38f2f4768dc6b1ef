import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis users add', () => {
  it('prints a password for once, and keeps none', async () => {
    const added = await project.json<{ name: string; role: string; password: string }>(
      'users',
      'add',
      'ann',
      '--role',
      'analyst',
    );
    assert.deepEqual([added.name, added.role], ['ann', 'analyst']);
    assert.match(added.password, /^[a-z2-9]{5}(?:-[a-z2-9]{5}){3}$/);
    const { stdout } = await project.run('users', 'list', '--format', 'json');
    assert.ok(!stdout.includes(added.password));
  });

  it('refuses a name that is taken or cannot be one, and a role that is none', async () => {
    assertRefused(await project.run('users', 'add', 'ann'), 'There is already a user ann');
    assertRefused(await project.run('users', 'add', 'a/b'), 'This name cannot be used');
    assertRefused(
      await project.run('users', 'add', 'ben', '--role', 'root'),
      /viewer, analyst, operator, auditor, admin/,
    );
  });
});
