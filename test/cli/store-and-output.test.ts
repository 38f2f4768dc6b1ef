import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject, type Project } from './bench.js';

const projects: Project[] = [];
after(() => Promise.all(projects.map((project) => project.close())));

describe('a damaged store', () => {
  it('is refused by its name, and not touched', async () => {
    const project = orchardProject();
    projects.push(project);
    await project.run('audit');
    const file = project.file('.portcullis/control.db');
    const damaged = fs.readFileSync(file).fill(0x5a, 0, 2048);
    fs.writeFileSync(file, damaged);
    for (const command of [['findings'], ['audit'], ['keys', 'list'], ['start', '--listen', '127.0.0.1:0']])
      assertRefused(await project.run(...command), /control\.db.*\[STORE_CORRUPT\]/);
    assert.deepEqual(fs.readFileSync(file), damaged);
  });

  it('that others may read is refused', async () => {
    const project = orchardProject();
    projects.push(project);
    await project.run('audit');
    fs.chmodSync(project.file('.portcullis'), 0o755);
    assertRefused(await project.run('findings'), /\[STORE_INSECURE\]/, 'chmod 700');
  });
});

describe('--output', () => {
  it('that cannot be written is refused before the work, and leaves nothing', async () => {
    const project = orchardProject();
    projects.push(project);
    assertRefused(
      await project.run('audit', '--output', 'openapi.yaml/report.txt'),
      /--output cannot write .*\[FILE_UNWRITABLE\]/,
    );
    assertRefused(await project.run('audit', '--output', '.'), /--output cannot write/);
    assert.ok(!fs.existsSync(project.file('.portcullis')), 'nothing was done');
  });

  it('of a command that fails leaves no empty file, and keeps one that was there', async () => {
    const project = orchardProject();
    projects.push(project);
    project.write('old.txt', 'precious');
    assertRefused(await project.run('policy', 'explain', 'nothing', '--output', 'new.txt'));
    assertRefused(await project.run('policy', 'explain', 'nothing', '--output', 'old.txt'));
    assert.ok(!fs.existsSync(project.file('new.txt')));
    assert.equal(project.read('old.txt'), 'precious');
  });
});
