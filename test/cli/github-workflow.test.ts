import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, describe, it } from 'node:test';
import { reportFolder, withoutCommands } from '../../src/cli/github-workflow.js';
import { orchardProject } from './bench.js';

const project = orchardProject();
after(() => project.close());
const workflow = { GITHUB_ACTIONS: 'true' };

describe('a report in a GitHub workflow', { concurrency: 2 }, () => {
  it('annotates the lines of the findings, on standard error: the report itself stays as it is', async () => {
    const { code, stdout, stderr } = await project.runWith(workflow, 'audit', '--format', 'json', '--data', 'a');
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as { kind: string }).kind, 'audit');
    assert.match(stderr, /^::error file=openapi\.yaml,line=\d+,col=\d+,title=/m);
    assert.match(stderr, /^Portcullis audit: \d+ high/m);
  });

  it('has none with --quiet, and none twice with --format github', async () => {
    const quiet = await project.runWith(workflow, 'audit', '--quiet', '--data', 'b');
    assert.equal(quiet.stderr, '');
    const asked = await project.runWith(workflow, 'audit', '--format', 'github', '--data', 'b');
    assert.equal(asked.stderr, '');
    assert.match(asked.stdout, /^::error /m);
  });

  it('adds Markdown to the summary of the step, run after run', async () => {
    const env = { GITHUB_STEP_SUMMARY: project.file('summary.md') };
    await project.runWith(env, 'audit', '--data', 'c');
    await project.runWith(env, 'audit', '--data', 'c', '--level', 'all');
    assert.equal(project.read('summary.md').match(/^### Portcullis audit: /gm)!.length, 2);
  });

  it('says so and goes on when the summary cannot be written', async () => {
    const env = { GITHUB_STEP_SUMMARY: project.file('no/such/folder.md') };
    const { code, stderr } = await project.runWith(env, 'audit', '--data', 'd');
    assert.equal(code, 1);
    assert.match(stderr, /^The summary of the step was not written: ENOENT/);
    assert.ok(!fs.existsSync(project.file('no')));
  });
});

describe('the folder that file names are relative to', () => {
  const app = (cwd: string) => ({ cwd, env: { ...workflow, GITHUB_WORKSPACE: '/repository' } });

  it('is the root of the repository for what GitHub reads, and that of the command for people', () => {
    assert.equal(reportFolder(app('/repository/api'), 'sarif'), '/repository');
    assert.equal(reportFolder(app('/repository/api'), 'github'), '/repository');
    assert.equal(reportFolder(app('/repository/api'), 'text'), '/repository/api');
  });

  it('is that of the command outside the repository, and outside a workflow', () => {
    assert.equal(reportFolder(app('/elsewhere'), 'sarif'), '/elsewhere');
    assert.equal(reportFolder({ cwd: '/x', env: { GITHUB_WORKSPACE: '/' } }, 'sarif'), '/x');
  });
});

describe('text of a report that the runner reads', () => {
  const shown = (text: string, format = 'text') => withoutCommands({ cwd: '/', env: workflow }, format, text);

  it('is no command, wherever a line begins', () => {
    assert.equal(shown('a\n   ::add-mask::x\n::error::y\nb::c'), 'a\n   \\u{3a}:add-mask::x\n\\u{3a}:error::y\nb::c');
    assert.equal(shown('x ##[error]y', 'markdown'), 'x ##\\u{5b}error]y');
  });

  it('stays as it is for programs, and outside a workflow', () => {
    assert.equal(shown('::error::y', 'github'), '::error::y');
    assert.equal(withoutCommands({ cwd: '/', env: {} }, 'text', '::error::y'), '::error::y');
  });
});
