import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject, type Project } from '../bench.js';

let project: Project;
before(() => void (project = orchardProject()));
after(() => project.close());

describe('portcullis docs diff', () => {
  it('says that nothing changed when nothing did', async () => {
    const { code, stdout } = await project.run('docs', 'diff', 'openapi.yaml', 'openapi.yaml');
    assert.deepEqual([code, stdout], [0, 'nothing changed for those who call it\n']);
  });

  it('sorts changes into breaking, security and new', async () => {
    project.write('old.yaml', project.read('openapi.yaml').replace('maxLength: 300', 'maxLength: 200'));
    const changes = await project.json<{ kind: string; message: string }[]>('docs', 'diff', 'old.yaml', 'openapi.yaml');
    assert.ok(changes.some(({ kind, message }) => kind === 'weakened' && /maxLength was 200 and is 300/.test(message)));
    const back = await project.run('docs', 'diff', 'openapi.yaml', 'old.yaml');
    assert.match(back.stdout, /^breaking .*maxLength was 300 and is 200$/m);
  });

  it('names the file that is no contract', async () => {
    project.write('letter.txt', 'dear');
    assertRefused(await project.run('docs', 'diff', 'letter.txt', 'openapi.yaml'), /letter\.txt/);
  });
});
