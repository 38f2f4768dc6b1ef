import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

describe('portcullis learn assign', () => {
  it('wants a lesson of a person or a role by a date, and audits it', async () => {
    const made = await project.run('learn', 'assign', '1', '--role', 'analyst', '--due', '2027-01-31');
    assert.match(made.stdout, /01-objects-belong-to-someone is wanted of everybody who is analyst by 2027-01-31/);
    const { stdout } = await project.run('events', 'search', '--log', 'audit', '--format', 'json');
    assert.match(stdout, /"code": "lesson_assigned"/);
  });

  it('refuses no date, nobody, both, and a role that is none', async () => {
    assertRefused(await project.run('learn', 'assign', '1', '--role', 'analyst'), '--due');
    assertRefused(await project.run('learn', 'assign', '1', '--due', '2027-01-31'), '--role analyst');
    const both = ['--role', 'analyst', '--person', 'ann', '--due', '2027-01-31'];
    assertRefused(await project.run('learn', 'assign', '1', ...both), 'a role or to a person');
    assertRefused(await project.run('learn', 'assign', '1', '--role', 'boss', '--due', '2027-01-31'), '--role');
  });
});
