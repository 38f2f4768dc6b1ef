import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { orchardProject } from '../bench.js';
import { notice } from './noticed.js';

const project = orchardProject();
before(() => notice(project));
after(() => project.close());

describe('portcullis detections show', { concurrency: 2 }, () => {
  it('prints evidence, what is done and the runbook', async () => {
    const { code, stdout } = await project.run('detections', 'show', '384032a4');
    assert.equal(code, 0);
    for (const part of [
      '01a210c1-dc02-777a-8460-1bc9e0991f24',
      'T1595',
      'block address:198.51.100.7',
      'docs/detections.md#decoy-touched',
    ])
      assert.ok(stdout.includes(part), part);
  });

  it('says so when there is none', async () => {
    const { code, stderr } = await project.run('detections', 'show', '00000000');
    assert.equal(code, 2);
    assert.match(stderr, /NOT_FOUND/);
  });
});
