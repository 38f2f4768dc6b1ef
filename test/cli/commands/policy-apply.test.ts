import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis policy apply', () => {
  it('writes a policy that compiles, and keeps it and the one before as versions', async () => {
    const before = project.read('portcullis.yaml');
    const text = before.replace('limit: 1200', 'limit: 1000');
    project.write('new.yaml', text);
    const { code, stdout } = await project.run('policy', 'apply', 'new.yaml', '--reason', 'calmer');
    assert.equal(code, 0);
    assert.match(stdout, /^version 2, digest [0-9a-f]{12}: written; no gateway runs$/m);
    assert.equal(project.read('portcullis.yaml'), text);
    const versions = await project.json<readonly { id: number; reason: string }[]>('policy', 'history');
    assert.deepEqual(
      versions.map(({ id, reason }) => `${id} ${reason}`),
      ['2 calmer', '1 as it was found'],
    );
  });

  it('refuses one that does not compile, with its place, and leaves the file', async () => {
    const before = project.read('portcullis.yaml');
    project.write('bad.yaml', before.replace('version: 1', 'version: 9'));
    assertRefused(await project.run('policy', 'apply', 'bad.yaml'), /portcullis\.yaml:5:10: version is 9/);
    assert.equal(project.read('portcullis.yaml'), before);
  });

  it('is served by a gateway that runs', async () => {
    const gateway = await project.start();
    project.write('new.yaml', project.read('portcullis.yaml').replace('limit: 1000', 'limit: 900'));
    const { stdout } = await project.run('policy', 'apply', 'new.yaml');
    assert.ok(stdout.includes(`in force at ${gateway.url}`), stdout);
    await gateway.stop();
  });
});
