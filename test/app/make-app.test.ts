import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, describe, it } from 'node:test';
import { orchardProject } from '../cli/bench.js';
import { appIn } from './orchard-app.js';

const project = orchardProject();
after(() => project.close());

describe('the surroundings of a command', () => {
  it('have the store beside the policy, or where --data says', () => {
    project.write('deep/x', '');
    const cwd = project.file('deep');
    assert.equal(appIn(project, { cwd }).dataDir, project.file('.portcullis'));
    assert.equal(appIn(project, { cwd, data: 'here' }).dataDir, project.file('deep/here'));
    assert.equal(appIn(project, { cwd, policy: 'none.yaml' }).dataDir, project.file('deep/.portcullis'));
  });

  it('load policy and store when first asked for, and once', async () => {
    const app = appIn(project, { data: 'lazy' });
    assert.ok(!fs.existsSync(project.file('lazy')));
    assert.equal(await app.project(), await app.project());
    assert.equal(await app.store(), await app.store());
    await app.close();
  });

  it('say nothing to people with --quiet, and have no colours in a file', () => {
    const said: string[] = [];
    const say = (text: string) => said.push(text);
    appIn(project, { say, quiet: true }).say('a');
    appIn(project, { say }).say('b');
    assert.deepEqual(said, ['b']);
    assert.equal(appIn(project, { color: true }).color, true);
    assert.equal(appIn(project, { color: true, output: 'coloured.txt' }).color, false);
  });
});

describe('--output', () => {
  it('replaces the file with all that a command writes, and nothing is printed', async () => {
    const printed: string[] = [];
    project.write('out.txt', 'from before');
    const app = appIn(project, { output: 'out.txt', print: (text) => printed.push(text) });
    app.write('one\n');
    app.write('two\n');
    await app.close();
    assert.equal(project.read('out.txt'), 'one\ntwo\n');
    assert.deepEqual(printed, []);
  });

  it('is refused at once where it cannot be written', () => {
    assert.throws(() => appIn(project, { output: 'openapi.yaml/x' }), { code: 'FILE_UNWRITABLE' });
  });

  it('leaves no file when nothing was written, and the old one when there was one', async () => {
    project.write('kept.txt', 'from before');
    for (const output of ['none.txt', 'kept.txt']) await appIn(project, { output }).close();
    assert.ok(!fs.existsSync(project.file('none.txt')));
    assert.equal(project.read('kept.txt'), 'from before');
  });
});
