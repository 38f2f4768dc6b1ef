import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());
const code = 'portcullis-lab/11-injection-sql-and-nosql/search.mjs';

describe('portcullis learn reset', () => {
  it('puts the files of a lab back after an answer that broke it', async () => {
    await (await project.spawn('learn', 'start', '11').untilSays(/^ready/m)).stop('SIGINT');
    const original = project.read(code);
    project.write(code, 'export function searchCondition( {\n');
    const broken = await project.run('learn', 'start', '11');
    assertRefused(broken, /search\.mjs:\d+:\d+: SyntaxError/, 'portcullis learn reset');
    assert.match((await project.run('learn', 'reset', '11')).stdout, /as it was at the start of lesson 11/);
    assert.equal(project.read(code), original);
    await (await project.spawn('learn', 'start', '11').untilSays(/^ready/m)).stop('SIGINT');
  });
});
