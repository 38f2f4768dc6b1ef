import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis detections test', () => {
  it('runs every scenario of every detector, and all come out', async () => {
    const { passed, failed } = await project.json<{ passed: number; failed: number }>('detections', 'test');
    assert.equal(failed, 0);
    assert.ok(passed > 200);
  });

  it('says which scenario a threshold of the policy breaks', async () => {
    project.write(
      'portcullis.yaml',
      `${project.read('portcullis.yaml')}\ndetections:\n  path-discovery: { paths: 20 }\n`,
    );
    const { code, stdout } = await project.run('detections', 'test', 'path-discovery');
    assert.equal(code, 1);
    assert.match(stdout, /^path-discovery {2}fired {2}an old client with 20 paths that are gone$/m);
  });

  it('knows its detectors', async () => {
    const { code, stderr } = await project.run('detections', 'test', 'scrapping');
    assert.equal(code, 2);
    assert.match(stderr, /did you mean "scraping"\?/);
  });
});
