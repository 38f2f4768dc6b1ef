import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { orchardProject, type Project } from './bench.js';

const projects: Project[] = [];
after(() => Promise.all(projects.map((project) => project.close())));

describe('a contract with terminal commands in its texts', () => {
  it('shows them as text in every command', async () => {
    const project = orchardProject();
    projects.push(project);
    project.edit('openapi.yaml', 'title: Orchard', 'title: "Or\\e[2Jchard\\u202e\\nall is well"');
    project.edit('openapi.yaml', '/orders/{orderId}:', '"/orders\\e]0;x\\a/{orderId}":');
    await project.run('audit');
    const explain = ['policy', 'explain', 'getOrder'];
    for (const command of [
      ['audit'],
      ['findings'],
      ['policy', 'check'],
      explain,
      ['audit', 'openapi.yaml'],
      ['policy', 'explain', 'x\u001b[2J'],
    ]) {
      const { stdout, stderr } = await project.run(...command);
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(stdout + stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/, command.join(' '));
      assert.doesNotMatch(stdout, /^all is well/m);
    }
  });
});
