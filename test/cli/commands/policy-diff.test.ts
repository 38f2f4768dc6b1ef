import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

const changed = (): string =>
  project.read('portcullis.yaml').replace('operations:\n', 'operations:\n  getOrder: { roles: [admin] }\n');

describe('portcullis policy diff', () => {
  it('shows the lines and the settings that change, and changes nothing', async () => {
    const before = project.read('portcullis.yaml');
    project.write('new.yaml', changed());
    const { code, stdout } = await project.run('policy', 'diff', 'new.yaml');
    assert.equal(code, 0);
    assert.match(stdout, /^\+ {2}getOrder: \{ roles: \[admin\] \}$/m);
    assert.match(stdout, /^getOrder +roles +any +admin$/m);
    assert.equal(project.read('portcullis.yaml'), before);
  });

  it('says when there is nothing to say', async () => {
    assert.equal((await project.run('policy', 'diff', 'portcullis.yaml')).stdout, 'the policies are the same\n');
  });

  it('judges recorded calls, and says what it cannot judge', async () => {
    await project.run('store', 'init');
    project.write('new.yaml', changed());
    const { replay } = await project.json<{ replay: { requests: number; notJudged: readonly { what: string }[] } }>(
      'policy',
      'diff',
      'new.yaml',
      '--replay',
    );
    assert.deepEqual([replay.requests, replay.notJudged.map(({ what }) => what)], [0, ['getOrder: roles']]);
  });

  it('refuses a policy that does not compile', async () => {
    project.write('bad.yaml', 'version: 1\n');
    assertRefused(await project.run('policy', 'diff', 'bad.yaml'), /apis/);
  });
});
