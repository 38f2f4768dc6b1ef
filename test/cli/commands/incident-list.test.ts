import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis incident list', () => {
  it('says so when there is no store', async () => {
    assertRefused(await project.run('incident'), /There is no store/);
  });

  it('lists them, newest first, and by state', async () => {
    for (const title of ['One', 'Two']) await project.run('incident', 'open', '--title', title);
    await project.run('incident', 'set', '1', '--state', 'contained');
    const { stdout } = await project.run('incident', 'list');
    assert.match(stdout, /^# .*\n2 .* open .* Two\n1 .* contained .* One\n$/);
    const contained = await project.json<readonly { readonly number: number }[]>(
      'incident',
      'list',
      '--state',
      'contained',
    );
    assert.deepEqual(
      contained.map(({ number }) => number),
      [1],
    );
    assert.equal((await project.run('incident', 'list', '--state', 'closed')).stdout, 'no incident is closed\n');
    assertRefused(await project.run('incident', 'list', '--state', 'over'), /--state does not know "over"/);
  });
});
