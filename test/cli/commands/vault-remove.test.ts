import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis vault remove', () => {
  it('removes a secret, once', async () => {
    project.write('secret', 'canary-value');
    await project.run('vault', 'set', 'payments', '--file', 'secret');
    const { code, stdout } = await project.run('vault', 'remove', 'payments');
    assert.deepEqual([code, stdout], [0, 'removed payments\n']);
    assertRefused(await project.run('vault', 'remove', 'payments'), 'There is no secret payments', 'vault list');
  });
});
