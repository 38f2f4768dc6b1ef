import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis policy history', () => {
  it('says that nothing is kept yet, and lists versions newest first', async () => {
    await project.run('store', 'init');
    assert.match((await project.run('policy', 'history')).stdout, /no version is kept yet/);
    await project.run('policy', 'apply', '--reason', 'the first');
    const { stdout } = await project.run('policy', 'history', '--limit', '1');
    const [, row, ...more] = stdout.trim().split('\n');
    assert.match(row!, /^2 +\d{4}-\S+ +\S+ +[0-9a-f]{12} +the first$/);
    assert.equal(more.length, 0);
  });
});
