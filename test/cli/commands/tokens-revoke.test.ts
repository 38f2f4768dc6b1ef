import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis tokens revoke', () => {
  it('ends a token', async () => {
    const { id } = await project.json<{ id: string }>('tokens', 'create', 'ci');
    const { code, stdout } = await project.run('tokens', 'revoke', id);
    assert.deepEqual([code, stdout], [0, `${id} is revoked\n`]);
    assert.match((await project.run('tokens', 'list')).stdout, /revoked/);
  });

  it('knows no token of another id', async () => {
    assertRefused(await project.run('tokens', 'revoke', 'x'), 'There is no token x');
  });
});
