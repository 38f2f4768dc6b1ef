import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis learn hint', () => {
  it('says more each time, and where it ends', async () => {
    assertRefused(await project.run('learn', 'hint', '1'), 'portcullis learn start 1');
    await (await project.spawn('learn', 'start', '1').untilSays(/^ready/m)).stop('SIGINT');
    assert.match((await project.run('learn', 'hint')).stdout, /^Hint 1 of 3\n\nThe gateway knows who calls/);
    assert.match((await project.run('learn', 'hint', '1')).stdout, /^Hint 2 of 3/);
    assert.match((await project.run('learn', 'hint')).stdout, /^Hint 3 of 3[\s\S]*that was the last one\n$/);
    const { n, of } = await project.json<{ n: number; of: number }>('learn', 'hint');
    assert.deepEqual([n, of], [3, 3]);
  });
});
