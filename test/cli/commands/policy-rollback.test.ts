import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis policy rollback', () => {
  it('puts an earlier version in force again, as a new one', async () => {
    const before = project.read('portcullis.yaml');
    project.write('new.yaml', before.replace('limit: 1200', 'limit: 1000'));
    await project.run('policy', 'apply', 'new.yaml');
    const { code, stdout } = await project.run('policy', 'rollback', '1');
    assert.equal(code, 0);
    assert.match(stdout, /^version 3 is version 1 again/);
    assert.equal(project.read('portcullis.yaml'), before);
    assert.match((await project.run('policy', 'history')).stdout, /back to version 1/);
  });

  it('knows no version that was not kept', async () => {
    assertRefused(await project.run('policy', 'rollback', '99'), 'There is no version 99 of the policy');
    assertRefused(await project.run('policy', 'rollback', 'last'), '<version> does not take "last"');
  });
});
