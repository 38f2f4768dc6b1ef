import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis users reset', () => {
  it('gives another password for once', async () => {
    const before = await project.json<{ password: string }>('users', 'add', 'ann', '--role', 'admin');
    const { password } = await project.json<{ password: string }>('users', 'reset', 'ann');
    assert.notEqual(password, before.password);
    assert.match(password, /^[a-z2-9]{5}(?:-[a-z2-9]{5}){3}$/);
  });

  it('knows nobody of another name', async () => {
    assertRefused(await project.run('users', 'reset', 'eve'), 'There is no user eve');
  });
});
