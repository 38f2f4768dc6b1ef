import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis tokens list', () => {
  it('shows tokens with their end and last use, never their text', async () => {
    await project.run('store', 'init');
    assert.equal((await project.run('tokens')).stdout, 'no tokens\n');
    await project.run('tokens', 'create', 'ci', '--role', 'viewer');
    const { stdout } = await project.run('tokens', 'list');
    assert.match(stdout, /ci +viewer +until \d{4}-\S+ +never/);
    assert.doesNotMatch(stdout, /pct_/);
  });
});
